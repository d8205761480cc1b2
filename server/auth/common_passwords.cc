#include "server/auth/common_passwords.h"

#include "absl/container/flat_hash_set.h"

namespace gridgov {
namespace {

// clang-format off
constexpr absl::string_view kCommon[] = {
    // English words of the trade
    "password", "passw0rd", "p@ssw0rd", "p@ssword", "pa$$word", "passwd", "pass", "admin",
    "administrator", "adm1n", "root", "toor", "user", "guest", "test", "tester", "demo", "default",
    "login", "welcome", "hello", "secret", "changeme", "letmein", "master", "super", "server",
    "system", "manager", "oracle", "mysql", "postgres", "sqlite", "ubuntu", "debian", "linux",
    "windows", "computer", "internet", "google", "baidu", "alibaba", "taobao", "tencent", "wechat",
    "weixin", "qqcom", "iphone", "huawei", "xiaomi", "samsung", "android", "apple", "temp",
    "public", "private", "access", "security", "office", "service", "support", "hello123",
    "welcome1", "qwerty123",
    // English words of the heart
    "iloveyou", "loveyou", "love", "lovely", "forever", "baby", "angel", "princess", "sunshine",
    "summer", "winter", "spring", "autumn", "flower", "dragon", "monkey", "tiger", "lion", "panda",
    "football", "baseball", "basketball", "soccer", "shadow", "superman", "batman", "starwars",
    "michael", "jordan", "kobe", "jessica", "ashley", "daniel", "charlie", "happy", "lucky",
    "friend", "family", "mother", "father", "freedom", "whatever", "trustno1", "killer", "hunter",
    "pepper", "cookie", "banana", "orange", "cheese", "money", "china", "beijing", "shanghai",
    "hongkong", "london", "america", "december", "january", "monday", "sunday", "friday",
    // Keyboards
    "qwerty", "qwertyuiop", "qwert", "asdf", "asdfgh", "asdfghjkl", "zxcv", "zxcvbn", "zxcvbnm",
    "qazwsx", "qazwsxedc", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "1qaz2wsx", "1q2w3e",
    "1q2w3e4r", "1q2w3e4r5t", "q1w2e3", "q1w2e3r4", "qweasd", "qweasdzxc", "asdzxc", "123qwe",
    "qwe123", "asd123", "zxc123", "!qaz", "@wsx", "!@#$", "!@#$%", "!@#$%^", "!@#$%^&*", "aabb1122",
    "1234qwer", "147258", "147258369", "159357", "741852963", "789456123", "987654321", "112233",
    "121212", "123123", "123321", "123654", "100200", "101010", "111222", "112358", "223344",
    "142536", "a1b2c3", "a1b2c3d4", "abc123", "abcd1234", "aa123456", "a123456", "a12345678",
    "a123456789", "123456a", "123456aa", "q123456", "qq123456", "z123456", "zz123456", "abc123456",
    "123456abc", "123456789a", "as123456", "zxc123456", "w123456789", "wang123456", "li123456",
    // Chinese habits: "I love you", luck, numbers that sound like words, surnames and duties
    "woaini", "woaini1314", "woaini520", "woaini521", "woaiwojia", "woaizhongguo", "woaizuguo",
    "woshishui", "wodemima", "wodeai", "mima", "mima123", "aini", "aini1314", "ainiyiwannian",
    "5201314", "520131", "52013", "1314520", "1314521", "1314", "520520", "521521", "5211314",
    "7758521", "7758258", "584520", "168168", "1688", "18168", "518518", "5188", "886886", "888666",
    "666888", "8008208820", "12306", "12345", "10086", "10010", "95588", "3344521", "33445",
    "nihao", "nihao123", "nihaoma", "xiexie", "zhongguo", "beijing2008", "shanghai2010", "aptx4869",
    "zhangsan", "lisi", "wangwu",
    "xiaoming", "xiaohua", "laoshi", "laopo", "laogong", "baobao", "baobei", "mama", "baba",
    "tianxia", "tiantian", "kuaile", "xingfu", "pingan", "facai", "gongxi", "gongxifacai",
    "caonima", "woshini", "nishishui", "shequ", "jiedao", "wangge", "wanggeyuan", "minzheng",
    "gongan", "zhengfu", "juweihui", "jiedaoban", "zhongxin", "guanliyuan", "guanli", "xitong",
    "denglu", "yonghu", "zhanghao", "shoujihao", "gongzuo", "danwei", "bangong"};
// clang-format on

}  // namespace

bool IsCommonPassword(absl::string_view text) {
  static const auto* const common =
      new absl::flat_hash_set<absl::string_view>(std::begin(kCommon), std::end(kCommon));
  return common->contains(text);
}

}  // namespace gridgov

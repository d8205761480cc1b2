#include "server/init/pki.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/random.h"

namespace gridgov {
namespace {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
void FreeBio(BIO* bio) { BIO_free_all(bio); }

using Bio = std::unique_ptr<BIO, Free<FreeBio>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using Serial = std::unique_ptr<BIGNUM, Free<BN_free>>;

constexpr absl::Duration kAuthorityAge = absl::Hours(24 * 3652);
constexpr absl::Duration kServerAge = absl::Hours(24 * 825);
constexpr absl::Duration kSlowClocks = absl::Hours(1);

absl::Status OpensslFailed() {
  return MakeError(absl::StatusCode::kInternal, "PKI_FAILED",
                   {.zh = "生成证书失败。", .en = "Making a certificate failed."});
}

absl::Status BadAuthority() {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_AUTHORITY",
                   {.zh = "证书颁发机构的证书或私钥无效。",
                    .en = "The authority's certificate or key is not valid."});
}

absl::Status BadHostName(absl::string_view name) {
  return MakeInvalid("extra_names", "BAD_HOST_NAME",
                     {.zh = absl::StrCat("“", name, "”既不是主机名，也不是 IP 地址。"),
                      .en = absl::StrCat("\"", absl::CHexEscape(name),
                                         "\" is neither a host name nor an IP address.")});
}

// The bytes of an IP address for a certificate; empty for anything else.
std::string AddressBytes(const std::string& name) {
  char bytes[16];
  if (inet_pton(AF_INET, name.c_str(), bytes) == 1) return std::string(bytes, 4);
  if (inet_pton(AF_INET6, name.c_str(), bytes) == 1) return std::string(bytes, 16);
  return "";
}

bool IsHostName(absl::string_view name) {
  if (absl::StartsWith(name, "*.")) name.remove_prefix(2);
  if (name.empty() || name.size() > 253) return false;
  for (const absl::string_view label : absl::StrSplit(name, '.')) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-' ||
        !std::all_of(label.begin(), label.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '-'; })) {
      return false;
    }
  }
  return true;
}

absl::StatusOr<Names> SubjectNames(const std::vector<std::string>& extra_names) {
  std::vector<std::string> all = {"localhost", "127.0.0.1", "::1"};
  for (const std::string& name : extra_names) {
    if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
  }
  Names names(GENERAL_NAMES_new());
  for (const std::string& name : all) {
    const std::string address = AddressBytes(name);
    if (address.empty() && !IsHostName(name)) return BadHostName(name);
    const std::string& value = address.empty() ? name : address;
    ASN1_STRING* const text =
        ASN1_STRING_type_new(address.empty() ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);
    GENERAL_NAME* const entry = GENERAL_NAME_new();
    if (names == nullptr || text == nullptr || entry == nullptr) return OpensslFailed();
    ASN1_STRING_set(text, value.data(), static_cast<int>(value.size()));
    GENERAL_NAME_set0_value(entry, address.empty() ? GEN_DNS : GEN_IPADD, text);
    sk_GENERAL_NAME_push(names.get(), entry);
  }
  return names;
}

bool AddExtension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// A certificate with everything but extensions and signature; null if OpenSSL fails.
X509Certificate Draft(EVP_PKEY* key, absl::string_view common_name, absl::Time now,
                      absl::Duration age) {
  X509Certificate certificate(X509_new());
  std::string random = RandomBytes(16);
  random[0] = static_cast<char>((random[0] & 0x3f) | 0x40);  // Positive, and of a fixed length.
  const Serial serial(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(random.data()), 16, nullptr));
  if (certificate == nullptr || serial == nullptr) return nullptr;
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  const bool done =
      X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
      BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate.get())) != nullptr &&
      ASN1_TIME_set(X509_getm_notBefore(certificate.get()), absl::ToTimeT(now - kSlowClocks)) !=
          nullptr &&
      ASN1_TIME_set(X509_getm_notAfter(certificate.get()), absl::ToTimeT(now + age)) != nullptr &&
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(common_name.data()),
                                 static_cast<int>(common_name.size()), -1, 0) == 1 &&
      X509_set_pubkey(certificate.get(), key) == 1;
  return done ? std::move(certificate) : nullptr;
}

std::string Content(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<size_t>(size));
}

absl::StatusOr<Certificate> ToPem(X509* certificate, EVP_PKEY* key) {
  const Bio public_part(BIO_new(BIO_s_mem()));
  const Bio private_part(BIO_new(BIO_s_secmem()));
  if (public_part == nullptr || private_part == nullptr ||
      PEM_write_bio_X509(public_part.get(), certificate) != 1 ||
      PEM_write_bio_PKCS8PrivateKey(private_part.get(), key, nullptr, nullptr, 0, nullptr,
                                    nullptr) != 1) {
    return OpensslFailed();
  }
  std::string key_pem = Content(private_part.get());
  Certificate pem{Content(public_part.get()), Secret(key_pem)};
  Wipe(key_pem);
  return pem;
}

Bio ReadOnly(absl::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

}  // namespace

absl::StatusOr<Certificate> MakeAuthority(absl::Time now) {
  const PrivateKey key(EVP_EC_gen("P-256"));
  if (key == nullptr) return OpensslFailed();
  // The name tells the authorities of two servers apart.
  const std::string name = absl::StrCat("gridgov CA ", absl::BytesToHexString(RandomBytes(4)));
  const X509Certificate certificate = Draft(key.get(), name, now, kAuthorityAge);
  X509* const x509 = certificate.get();
  if (x509 == nullptr || X509_set_issuer_name(x509, X509_get_subject_name(x509)) != 1 ||
      !AddExtension(x509, x509, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
      !AddExtension(x509, x509, NID_key_usage, "critical,keyCertSign,cRLSign") ||
      !AddExtension(x509, x509, NID_subject_key_identifier, "hash") ||
      X509_sign(x509, key.get(), EVP_sha256()) == 0) {
    return OpensslFailed();
  }
  return ToPem(x509, key.get());
}

absl::StatusOr<Certificate> MakeServerCertificate(const Certificate& authority,
                                                  const std::vector<std::string>& extra_names,
                                                  absl::Time now) {
  const Bio certificate_pem = ReadOnly(authority.pem);
  const Bio key_pem = ReadOnly(authority.key_pem.bytes());
  const X509Certificate issuer(PEM_read_bio_X509(certificate_pem.get(), nullptr, nullptr, nullptr));
  char no_passphrase[] = "";
  const PrivateKey issuer_key(
      PEM_read_bio_PrivateKey(key_pem.get(), nullptr, nullptr, no_passphrase));
  if (issuer == nullptr || issuer_key == nullptr ||
      X509_check_private_key(issuer.get(), issuer_key.get()) != 1) {
    return BadAuthority();
  }
  GG_ASSIGN_OR_RETURN(const Names names, SubjectNames(extra_names));

  const PrivateKey key(EVP_EC_gen("P-256"));
  if (key == nullptr) return OpensslFailed();
  const X509Certificate certificate = Draft(key.get(), "gridgov server", now, kServerAge);
  X509* const x509 = certificate.get();
  if (x509 == nullptr || X509_set_issuer_name(x509, X509_get_subject_name(issuer.get())) != 1 ||
      !AddExtension(x509, issuer.get(), NID_basic_constraints, "critical,CA:FALSE") ||
      !AddExtension(x509, issuer.get(), NID_key_usage, "critical,digitalSignature") ||
      !AddExtension(x509, issuer.get(), NID_ext_key_usage, "serverAuth") ||
      !AddExtension(x509, issuer.get(), NID_subject_key_identifier, "hash") ||
      !AddExtension(x509, issuer.get(), NID_authority_key_identifier, "keyid:always") ||
      X509_add1_ext_i2d(x509, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) != 1 ||
      X509_sign(x509, issuer_key.get(), EVP_sha256()) == 0) {
    return OpensslFailed();
  }
  return ToPem(x509, key.get());
}

}  // namespace gridgov

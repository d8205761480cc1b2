#include "server/init/pki.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "gtest/gtest.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;

X509Pointer Read(const std::string& pem) {
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509Pointer certificate(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr), &X509_free);
  BIO_free(bio);
  EXPECT_NE(certificate, nullptr);
  return certificate;
}

// What a TLS client asks of a server's certificate: signed by `ca`, for this purpose, this name (a
// host name, or an IP address if `is_address`) and this time. X509_V_OK or OpenSSL's reason.
int Verify(const std::string& ca_pem, const std::string& server_pem, const std::string& name,
           bool is_address, absl::Time at) {
  const X509Pointer ca = Read(ca_pem), server = Read(server_pem);
  X509_STORE* const store = X509_STORE_new();
  X509_STORE_add_cert(store, ca.get());
  X509_STORE_CTX* const context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, server.get(), nullptr);
  X509_VERIFY_PARAM* const param = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER);
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_time(param, absl::ToTimeT(at));
  if (is_address) {
    X509_VERIFY_PARAM_set1_ip_asc(param, name.c_str());
  } else {
    X509_VERIFY_PARAM_set1_host(param, name.c_str(), name.size());
  }
  X509_verify_cert(context);
  const int result = X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return result;
}

class PkiTest : public testing::Test {
 protected:
  std::string Server(const std::vector<std::string>& extra_names) const {
    return MakeServerCertificate(authority_, extra_names, kNow).value().pem;
  }

  const Certificate authority_ = MakeAuthority(kNow).value();
};

TEST_F(PkiTest, ServerIsTrustedUnderEachOfItsNames) {
  const std::string server =
      Server({"grid.example", "192.0.2.7", "2001:db8::7", "*.district.example", "localhost"});

  for (const char* host : {"localhost", "grid.example", "a.district.example"}) {
    EXPECT_EQ(Verify(authority_.pem, server, host, false, kNow), X509_V_OK) << host;
  }
  for (const char* address : {"127.0.0.1", "::1", "192.0.2.7", "2001:db8::7"}) {
    EXPECT_EQ(Verify(authority_.pem, server, address, true, kNow), X509_V_OK) << address;
  }
}

TEST_F(PkiTest, ServerIsRefusedUnderAnyOtherName) {
  const std::string server = Server({"grid.example"});

  EXPECT_EQ(Verify(authority_.pem, server, "evil.example", false, kNow),
            X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(Verify(authority_.pem, server, "gridgov server", false, kNow),
            X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(Verify(authority_.pem, server, "192.0.2.7", true, kNow),
            X509_V_ERR_IP_ADDRESS_MISMATCH);
}

TEST_F(PkiTest, ServerIsRefusedUnderAnotherAuthority) {
  EXPECT_NE(Verify(MakeAuthority(kNow).value().pem, Server({}), "localhost", false, kNow),
            X509_V_OK);
}

TEST_F(PkiTest, ServerIsValidFor825DaysAndTheAuthorityForTenYears) {
  const std::string server = Server({});
  const auto verify = [&](const std::string& pem, absl::Time at) {
    return Verify(authority_.pem, pem, "localhost", false, at);
  };

  EXPECT_EQ(verify(server, kNow - absl::Minutes(59)), X509_V_OK);
  EXPECT_EQ(verify(server, kNow - absl::Hours(2)), X509_V_ERR_CERT_NOT_YET_VALID);
  EXPECT_EQ(verify(server, kNow + absl::Hours(24 * 825 - 1)), X509_V_OK);
  EXPECT_EQ(verify(server, kNow + absl::Hours(24 * 825 + 1)), X509_V_ERR_CERT_HAS_EXPIRED);
  // A certificate made in the authority's last days shows the authority's own end.
  const absl::Time end = kNow + absl::Hours(24 * 3652);
  const std::string late = MakeServerCertificate(authority_, {}, end - absl::Hours(9)).value().pem;
  EXPECT_EQ(verify(late, end - absl::Hours(1)), X509_V_OK);
  EXPECT_EQ(verify(late, end + absl::Hours(1)), X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST_F(PkiTest, AServersKeyCannotSignForOthers) {
  const Certificate server = MakeServerCertificate(authority_, {}, kNow).value();
  const Certificate forged = MakeServerCertificate(server, {"evil.example"}, kNow).value();

  EXPECT_EQ(X509_check_ca(Read(server.pem).get()), 0);
  EXPECT_NE(Verify(server.pem, forged.pem, "evil.example", false, kNow), X509_V_OK);
}

TEST_F(PkiTest, KeysAreP256AndFitTheirCertificates) {
  const Certificate server = MakeServerCertificate(authority_, {}, kNow).value();

  for (const Certificate* pair : {&authority_, &server}) {
    const absl::string_view pem = pair->key_pem.bytes();
    BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    ASSERT_NE(key, nullptr);
    char group[32] = "";
    EVP_PKEY_get_group_name(key, group, sizeof(group), nullptr);
    EXPECT_STREQ(group, "prime256v1");
    EXPECT_EQ(X509_check_private_key(Read(pair->pem).get(), key), 1);
    EVP_PKEY_free(key);
    BIO_free(bio);
  }
  EXPECT_FALSE(authority_.key_pem == server.key_pem);
}

TEST_F(PkiTest, GivesEveryCertificateItsOwnSerial) {
  const X509Pointer first = Read(Server({})), second = Read(Server({}));

  EXPECT_NE(
      ASN1_INTEGER_cmp(X509_get0_serialNumber(first.get()), X509_get0_serialNumber(second.get())),
      0);
}

TEST_F(PkiTest, RefusesWhatIsNeitherHostNameNorAddress) {
  for (const std::string& name :
       {std::string(), std::string("a b"), std::string("grid.example,DNS:evil.example"),
        std::string("-a.example"), std::string("a..example"), std::string("*"),
        std::string("a.*.example"), std::string("网格.example"), std::string("grid\0.example", 13),
        std::string(64, 'a'), std::string("https://grid.example")}) {
    const auto made = MakeServerCertificate(authority_, {name}, kNow);
    ASSERT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_EQ(ErrorDetailIn(made.status(), true).violations(0).reason(), "BAD_HOST_NAME");
  }
}

TEST_F(PkiTest, RefusesAnAuthorityWhoseKeyIsAnothers) {
  const Certificate mixed{authority_.pem, MakeAuthority(kNow).value().key_pem.Clone()};
  const Certificate rubbish{"rubbish", Secret("rubbish")};

  EXPECT_EQ(ErrorReason(MakeServerCertificate(mixed, {}, kNow).status()), "BAD_AUTHORITY");
  EXPECT_EQ(ErrorReason(MakeServerCertificate(rubbish, {}, kNow).status()), "BAD_AUTHORITY");
}

}  // namespace
}  // namespace gridgov

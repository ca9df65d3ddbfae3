// Logging in, and the broker's certificate.
#include <array>
#include <cstdio>

#include "producer.h"

namespace lingerbus {

/**
 * On a broker's thread, for each certificate of its chain. librdkafka's own text names all reasons at once: the
 * number says which it is, and goes into its log line. Nothing is accepted that OpenSSL refused.
 */
int Producer::onCertificate(rd_kafka_t*, const char*, int32_t, int* x509Error, int depth, const char*, size_t,
                            char* why, size_t size, void*) {
  if (*x509Error == 0) return 1;
  std::snprintf(why, size, "X509 error %d at depth %d", *x509Error, depth);
  return 0;
}

std::string Producer::setToken(const std::string& token, int64_t expiresMs, const std::string& principal,
                               const std::vector<std::string>& extensions) {
  if (closing_) return "";
  std::vector<const char*> parts;
  for (const std::string& part : extensions) parts.push_back(part.c_str());
  std::array<char, 512> why{};
  const auto code = library_->_oauthbearer_set_token(client_, token.c_str(), expiresMs, principal.c_str(),
                                                     parts.data(), parts.size(), why.data(), why.size());
  return code == RD_KAFKA_RESP_ERR_NO_ERROR ? "" : why.data();
}

void Producer::setTokenFailure(const std::string& why) {
  if (!closing_) library_->_oauthbearer_set_token_failure(client_, why.c_str());
}

int Producer::setSaslCredentials(const std::string& user, const std::string& password) {
  if (closing_) return RD_KAFKA_RESP_ERR__DESTROY;
  rd_kafka_error_t* error = library_->_sasl_set_credentials(client_, user.c_str(), password.c_str());
  if (error == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
  const int code = library_->_error_code(error);
  library_->_error_destroy(error);
  return code;
}

}  // namespace lingerbus

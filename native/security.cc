#include "security.h"

#include <string>
#include <vector>

#include "call.h"
#include "producer.h"
#include "values.h"

namespace lingerbus {

namespace {

bool toTexts(napi_env env, napi_value list, std::vector<std::string>& texts) {
  uint32_t length = 0;
  if (napi_get_array_length(env, list, &length) != napi_ok) return false;
  texts.resize(length);
  for (uint32_t at = 0; at < length; at++) {
    napi_value item = nullptr;
    if (napi_get_element(env, list, at, &item) != napi_ok || !toText(env, item, texts[at])) return false;
  }
  return true;
}

}  // namespace

napi_value setToken(napi_env env, napi_callback_info info) {
  const Call<4> call(env, info);
  std::string token;
  double expiresMs = 0;
  std::string principal;
  std::vector<std::string> extensions;
  if (!call.ok || !toText(env, call.args[0], token) || !toNumber(env, call.args[1], expiresMs) ||
      !toText(env, call.args[2], principal) || !toTexts(env, call.args[3], extensions)) {
    return fail(env, "setToken(token, expiresMs, principal, [name, value, …])");
  }
  const std::string why =
      call.handle().producer().setToken(token, static_cast<int64_t>(expiresMs), principal, extensions);
  napi_value result = nullptr;
  return napi_create_string_utf8(env, why.data(), why.size(), &result) == napi_ok ? result : nullptr;
}

napi_value setTokenFailure(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  std::string why;
  if (!call.ok || !toText(env, call.args[0], why)) return fail(env, "setTokenFailure(why)");
  call.handle().producer().setTokenFailure(why);
  return undefined(env);
}

napi_value setSaslCredentials(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  std::string user;
  std::string password;
  if (!call.ok || !toText(env, call.args[0], user) || !toText(env, call.args[1], password)) {
    return fail(env, "setSaslCredentials(user, password)");
  }
  return fromNumber(env, call.handle().producer().setSaslCredentials(user, password));
}

}  // namespace lingerbus

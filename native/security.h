// Logging in while the client runs.
#pragma once

#include <node_api.h>

namespace lingerbus {

/** setToken(token, expiresMs, principal, [name, value, …]): '', or why librdkafka refuses it */
napi_value setToken(napi_env env, napi_callback_info info);
/** setTokenFailure(why): an error event; librdkafka asks again in 10 s */
napi_value setTokenFailure(napi_env env, napi_callback_info info);
/** setSaslCredentials(user, password): librdkafka's code */
napi_value setSaslCredentials(napi_env env, napi_callback_info info);

}  // namespace lingerbus

// What only tests ask of a client: errors that a broker would have to make, and slow brokers.
#pragma once

#include <node_api.h>

namespace lingerbus {

/** testFatalError(code, reason): rd_kafka_test_fatal_error */
napi_value testFatalError(napi_env env, napi_callback_info info);
/** testRequestErrors(apiKey, codes): the embedded cluster answers the next requests of a kind with these errors */
napi_value testRequestErrors(napi_env env, napi_callback_info info);
/** testBrokerDelay(brokerId, ms): one broker of the embedded cluster answers late */
napi_value testBrokerDelay(napi_env env, napi_callback_info info);

}  // namespace lingerbus

#include "test-doors.h"

#include <string>
#include <vector>

#include "call.h"
#include "librdkafka.h"
#include "producer.h"
#include "values.h"

namespace lingerbus {

napi_value testFatalError(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  double code = 0;
  std::string reason;
  if (!call.ok || !toNumber(env, call.args[0], code) || !toText(env, call.args[1], reason)) {
    return fail(env, "testFatalError(code, reason)");
  }
  Producer& producer = call.handle().producer();
  const auto test = producer.library()._test_fatal_error;
  if (test == nullptr || producer.client() == nullptr) return fail(env, "this librdkafka has no rd_kafka_test_fatal_error");
  return fromNumber(env, test(producer.client(), static_cast<rd_kafka_resp_err_t>(code), reason.c_str()));
}

napi_value testRequestErrors(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  double kind = 0;
  uint32_t length = 0;
  std::vector<rd_kafka_resp_err_t> errors;
  if (!call.ok || !toNumber(env, call.args[0], kind) ||
      napi_get_array_length(env, call.args[1], &length) != napi_ok) {
    return fail(env, "testRequestErrors(apiKey, codes)");
  }
  for (uint32_t at = 0; at < length; at++) {
    napi_value item = nullptr;
    double code = 0;
    if (napi_get_element(env, call.args[1], at, &item) != napi_ok || !toNumber(env, item, code)) {
      return fail(env, "testRequestErrors: codes");
    }
    errors.push_back(static_cast<rd_kafka_resp_err_t>(code));
  }
  Producer& producer = call.handle().producer();
  const Librdkafka& lib = producer.library();
  if (producer.client() == nullptr || lib._handle_mock_cluster == nullptr || lib._mock_push_request_errors_array == nullptr) {
    return fail(env, "this librdkafka has no embedded cluster");
  }
  lib._mock_push_request_errors_array(lib._handle_mock_cluster(producer.client()), static_cast<int16_t>(kind),
                                      errors.size(), errors.data());
  return undefined(env);
}

napi_value testBrokerDelay(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  double broker = 0;
  double ms = 0;
  if (!call.ok || !toNumber(env, call.args[0], broker) || !toNumber(env, call.args[1], ms)) {
    return fail(env, "testBrokerDelay(brokerId, ms)");
  }
  Producer& producer = call.handle().producer();
  const Librdkafka& lib = producer.library();
  if (producer.client() == nullptr || lib._handle_mock_cluster == nullptr || lib._mock_broker_set_rtt == nullptr) {
    return fail(env, "this librdkafka has no embedded cluster");
  }
  lib._mock_broker_set_rtt(lib._handle_mock_cluster(producer.client()), static_cast<int32_t>(broker),
                           static_cast<int>(ms));
  return undefined(env);
}

}  // namespace lingerbus

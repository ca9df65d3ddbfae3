// Node-API only: unpack, call, pack. The methods of a client get their handle as the function's data, which saves
// looking it up in the object; the engine never takes a method off its object, so the handle outlives each call.
#include <node_api.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "call.h"
#include "handle.h"
#include "librdkafka.h"
#include "mock-binding.h"
#include "numbers.h"
#include "producer.h"
#include "security.h"
#include "test-doors.h"
#include "topics.h"
#include "transaction-calls.h"
#include "values.h"

namespace {

using lingerbus::Bytes;
using lingerbus::Call;
using lingerbus::fail;
using lingerbus::fromNumber;
using lingerbus::Handle;
using lingerbus::Kind;
using lingerbus::Librdkafka;
using lingerbus::Numbers;
using lingerbus::toNumber;
using lingerbus::toText;
using lingerbus::undefined;

/** By environment: each worker has its own. */
struct Environment {
  std::shared_ptr<const Librdkafka> library;
};

/** produce(key, value): librdkafka's code, or undefined for 0, which is what there is to say of nearly every message */
napi_value produce(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  Handle& handle = call.handle();
  const Numbers& numbers = *handle.numbers;
  Bytes key;
  Bytes value;
  if (!call.ok || !handle.key.read(env, call.args[0], numbers.keyKind(), key) ||
      !handle.value.read(env, call.args[1], numbers.valueKind(), value)) {
    return fail(env, "produce(key, value)");
  }
  const int code = handle.producer().produce(numbers.topic(), numbers.partition(), key, value, numbers.slot(),
                                             numbers.hash());
  handle.updateReference();
  return code == 0 ? nullptr : fromNumber(env, code);
}

/** Arguments before the headers. */
constexpr size_t kBeforeHeaders = 2;
/** Parts of headers, names and values, that come as arguments of their own: an array is slower to read. */
constexpr size_t kMaxParts = 16;
using CallWithHeaders = Call<kBeforeHeaders + kMaxParts>;

/** Name, value, name, value …, or one array of them; null with an exception. */
rd_kafka_headers_t* toHeaders(napi_env env, Handle& handle, const CallWithHeaders& call) {
  const Librdkafka& lib = handle.producer().library();
  const size_t arguments = call.count - kBeforeHeaders;
  napi_value list = arguments == 1 ? call.args[kBeforeHeaders] : nullptr;
  uint32_t length = static_cast<uint32_t>(arguments);
  if (list != nullptr && napi_get_array_length(env, list, &length) != napi_ok) return nullptr;
  const auto part = [&](uint32_t at, napi_value& value) {
    if (list != nullptr) return napi_get_element(env, list, at, &value) == napi_ok;
    value = call.args[kBeforeHeaders + at];
    return true;
  };
  std::unique_ptr<rd_kafka_headers_t, decltype(lib._headers_destroy)> headers(lib._headers_new(length / 2),
                                                                             lib._headers_destroy);
  for (uint32_t at = 0; at + 1 < length; at += 2) {
    napi_value nameText = nullptr;
    napi_value content = nullptr;
    Bytes name;
    Bytes value;
    // rd_kafka_header_add copies both, so two buffers do for all headers.
    if (!part(at, nameText) || !handle.key.read(env, nameText, Kind::kText, name) || !part(at + 1, content) ||
        !handle.value.read(env, content, value)) {
      return nullptr;
    }
    lib._header_add(headers.get(), static_cast<const char*>(name.data), static_cast<ssize_t>(name.size),
                    value.data, static_cast<ssize_t>(value.size));
  }
  return headers.release();
}

/** produceWith(key, value, …headers): as produce, with the timestamp */
napi_value produceWith(napi_env env, napi_callback_info info) {
  const CallWithHeaders call(env, info, kBeforeHeaders);
  Handle& handle = call.handle();
  const Numbers& numbers = *handle.numbers;
  rd_kafka_headers_t* headers = nullptr;
  Bytes key;
  Bytes value;
  // The headers first: key and value are then read into the same two buffers.
  if (!call.ok || (call.count > kBeforeHeaders && (headers = toHeaders(env, handle, call)) == nullptr)) {
    return fail(env, "produceWith: headers");
  }
  if (!handle.key.read(env, call.args[0], numbers.keyKind(), key) ||
      !handle.value.read(env, call.args[1], numbers.valueKind(), value)) {
    if (headers != nullptr) handle.producer().library()._headers_destroy(headers);
    return fail(env, "produceWith(key, value, …headers)");
  }
  const int code = handle.producer().produceWith(numbers.topic(), numbers.partition(), key, value, numbers.slot(),
                                                 numbers.timestamp(), headers, numbers.hash());
  handle.updateReference();
  return code == 0 ? nullptr : fromNumber(env, code);
}

/** hasRoom(valueBytes) */
napi_value hasRoom(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  double bytes = 0;
  if (!call.ok || !toNumber(env, call.args[0], bytes)) return fail(env, "hasRoom(valueBytes)");
  napi_value result = nullptr;
  const bool has = call.handle().producer().hasRoom(static_cast<size_t>(bytes));
  return napi_get_boolean(env, has, &result) == napi_ok ? result : nullptr;
}

/** drain(rows): their number */
napi_value drain(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  napi_typedarray_type type = napi_int8_array;
  size_t length = 0;
  void* rows = nullptr;
  if (!call.ok ||
      napi_get_typedarray_info(env, call.args[0], &type, &length, &rows, nullptr, nullptr) != napi_ok ||
      type != napi_float64_array) {
    return fail(env, "drain(rows)");
  }
  const size_t count =
      call.handle().producer().drain(static_cast<double*>(rows), length / lingerbus::kRowLength);
  call.handle().updateReference();
  return fromNumber(env, static_cast<double>(count));
}

napi_value nextEvent(napi_env env, napi_callback_info info) {
  const Call<0> call(env, info);
  lingerbus::Event event{};
  if (!call.ok) return fail(env, "nextEvent()");
  return call.handle().producer().nextEvent(event) ? lingerbus::fromEvent(env, event) : undefined(env);
}

napi_value waitSync(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  double timeoutMs = 0;
  if (!call.ok || !toNumber(env, call.args[0], timeoutMs)) return fail(env, "waitSync(timeoutMs)");
  call.handle().producer().waitSync(static_cast<int>(timeoutMs));
  return undefined(env);
}

napi_value setFlushing(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  bool on = false;
  if (!call.ok || napi_get_value_bool(env, call.args[0], &on) != napi_ok) return fail(env, "setFlushing(on)");
  call.handle().producer().setFlushing(on);
  return undefined(env);
}

/** purge(flags): Promise of librdkafka's code */
napi_value purge(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  double flags = 0;
  if (!call.ok || !toNumber(env, call.args[0], flags)) return fail(env, "purge(flags)");
  return call.handle().purge(static_cast<int>(flags));
}

napi_value close(napi_env env, napi_callback_info info) {
  const Call<0> call(env, info);
  return call.ok ? call.handle().close() : fail(env, "close()");
}

napi_value shutDown(napi_env env, napi_callback_info info) {
  const Call<0> call(env, info);
  if (!call.ok) return fail(env, "shutDown()");
  call.handle().shutDown();
  return undefined(env);
}

/** load(file, how): { file, version }, or a text that says why not */
napi_value load(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  std::string file;
  double how = 0;
  void* data = nullptr;
  if (!call.ok || !toText(env, call.args[0], file) || !toNumber(env, call.args[1], how) ||
      napi_get_instance_data(env, &data) != napi_ok) {
    return fail(env, "load(file, how)");
  }
  std::string why;
  auto library = lingerbus::openLibrdkafka(file, static_cast<lingerbus::Opening>(static_cast<int>(how)), why);
  napi_value result = nullptr;
  if (library == nullptr) {
    return napi_create_string_utf8(env, why.data(), why.size(), &result) == napi_ok ? result : nullptr;
  }
  static_cast<Environment*>(data)->library = library;
  const bool done = napi_create_object(env, &result) == napi_ok &&
                    lingerbus::setText(env, result, "file", library->file) &&
                    lingerbus::setText(env, result, "version", library->_version_str());
  return done ? result : nullptr;
}

void onCollected(napi_env, void* handle, void*) { static_cast<Handle*>(handle)->onCollected(); }

struct Method {
  const char* name;
  napi_callback run;
};

bool addMethods(napi_env env, napi_value object, const std::vector<Method>& methods, void* data) {
  for (const Method& method : methods) {
    napi_value function = nullptr;
    if (napi_create_function(env, method.name, NAPI_AUTO_LENGTH, method.run, data, &function) != napi_ok ||
        napi_set_named_property(env, object, method.name, function) != napi_ok) {
      return false;
    }
  }
  return true;
}

/** open([name, value, …], queueMaxMessages, queueMaxBytes, messageMaxBytes, onWake, numbers): a client */
napi_value open(napi_env env, napi_callback_info info) {
  const Call<6> call(env, info);
  napi_typedarray_type type = napi_int8_array;
  size_t count = 0;
  void* numbers = nullptr;
  void* data = nullptr;
  uint32_t length = 0;
  lingerbus::Options options;
  if (!call.ok || napi_get_instance_data(env, &data) != napi_ok ||
      napi_get_array_length(env, call.args[0], &length) != napi_ok ||
      !toNumber(env, call.args[1], options.queueMaxMessages) ||
      !toNumber(env, call.args[2], options.queueMaxBytes) ||
      !toNumber(env, call.args[3], options.messageMaxBytes) ||
      napi_get_typedarray_info(env, call.args[5], &type, &count, &numbers, nullptr, nullptr) != napi_ok ||
      type != napi_float64_array || count != Numbers::kCount) {
    return fail(env, "open(properties, queueMaxMessages, queueMaxBytes, messageMaxBytes, onWake, numbers)");
  }
  const auto& library = static_cast<Environment*>(data)->library;
  if (library == nullptr) return fail(env, "open before load");
  for (uint32_t at = 0; at + 1 < length; at += 2) {
    napi_value part = nullptr;
    std::string name;
    std::string value;
    if (napi_get_element(env, call.args[0], at, &part) != napi_ok || !toText(env, part, name) ||
        napi_get_element(env, call.args[0], at + 1, &part) != napi_ok || !toText(env, part, value)) {
      return fail(env, "open: properties");
    }
    options.properties.emplace_back(std::move(name), std::move(value));
  }

  napi_value client = nullptr;
  if (napi_create_object(env, &client) != napi_ok) return fail(env, "open");
  Handle* handle = Handle::open(env, library, std::move(options), call.args[4]);
  if (handle == nullptr) return nullptr;
  handle->numbers = static_cast<const Numbers*>(numbers);
  if (napi_wrap(env, client, handle, onCollected, nullptr, nullptr) != napi_ok) {
    handle->onCollected();
    return fail(env, "open");
  }
  const std::vector<Method> methods = {
      {"produce", produce},
      {"produceWith", produceWith},
      {"hasRoom", hasRoom},         {"metadataSync", lingerbus::metadataSync},
      {"topic", lingerbus::topic},             {"drain", drain},
      {"nextEvent", nextEvent},     {"waitSync", waitSync},
      {"setFlushing", setFlushing}, {"purge", purge},
      {"metadata", lingerbus::metadata},       {"close", close},
      {"shutDown", shutDown},
      {"testFatalError", lingerbus::testFatalError},
      {"testRequestErrors", lingerbus::testRequestErrors},
      {"testBrokerDelay", lingerbus::testBrokerDelay},
      {"topicConfig", lingerbus::topicConfig},
      {"setToken", lingerbus::setToken},
      {"setTokenFailure", lingerbus::setTokenFailure},
      {"setSaslCredentials", lingerbus::setSaslCredentials},
      {"transact", lingerbus::transact},     {"sendOffsets", lingerbus::sendOffsets},
  };
  // The handle refers to onWake weakly while it is idle, so that both can be collected: the client keeps it.
  const bool done = addMethods(env, client, methods, handle) &&
                    napi_set_named_property(env, client, "onWake", call.args[4]) == napi_ok &&
                    napi_set_named_property(env, client, "numbers", call.args[5]) == napi_ok;
  return done ? client : fail(env, "open");
}

/** openCluster(brokers): a mock cluster */
napi_value openCluster(napi_env env, napi_callback_info info) {
  void* data = nullptr;
  if (napi_get_instance_data(env, &data) != napi_ok) return fail(env, "openCluster");
  return lingerbus::openCluster(env, info, static_cast<Environment*>(data)->library);
}

void onEnvironmentGone(napi_env, void* environment, void*) { delete static_cast<Environment*>(environment); }

}  // namespace

NAPI_MODULE_INIT() {
  auto environment = std::make_unique<Environment>();
  if (napi_set_instance_data(env, environment.get(), onEnvironmentGone, nullptr) != napi_ok) return nullptr;
  static_cast<void>(environment.release());
  return addMethods(env, exports, {{"load", load}, {"open", open}, {"openCluster", openCluster}}, nullptr) ? exports : nullptr;
}

// From JavaScript's values to ours and back. Every status is checked: in a worker that is being terminated calls
// fail, and JavaScript goes on with whatever was left uninitialised.
#pragma once

#include <node_api.h>

#include <memory>
#include <string>

#include "producer.h"

namespace lingerbus {

/** What a message part is; the same numbers as in `src/engine/addon.ts`. */
enum class Kind { kNull = 0, kText = 1, kBytes = 2 };

/** Keeps one message part's text as UTF-8; used again for the next message. */
class Scratch {
 public:
  /** A string, bytes or null; false with an exception, or in an environment that is ending. */
  bool read(napi_env env, napi_value value, Bytes& bytes);
  /** The same where JavaScript has said which: asking costs more than reading. */
  bool read(napi_env env, napi_value value, Kind kind, Bytes& bytes);

 private:
  bool readText(napi_env env, napi_value value, Bytes& bytes);

  size_t capacity_ = 16 * 1024;
  std::unique_ptr<char[]> text_{new char[16 * 1024]};
};

/** Throws, unless something was thrown already; what a callback returns after a failed call. */
napi_value fail(napi_env env, const char* what);

bool toText(napi_env env, napi_value value, std::string& text);
bool toNumber(napi_env env, napi_value value, double& number);
bool setText(napi_env env, napi_value object, const char* name, const std::string& text);
bool setNumber(napi_env env, napi_value object, const char* name, double number);

/** Undefined where the environment is ending. */
napi_value fromNumber(napi_env env, double number);
napi_value fromEvent(napi_env env, const Event& event);
/** An object of texts. */
napi_value fromTopicConfig(napi_env env, const TopicConfig& config);
/** { code, text, retriable, abortable, fatal } */
napi_value fromTransaction(napi_env env, const TransactionResult& result);
napi_value fromMetadata(napi_env env, const struct rd_kafka_metadata& metadata);

}  // namespace lingerbus

// A producer as JavaScript holds it: what wakes the event loop, and what keeps the process alive.
#pragma once

#include <node_api.h>

#include <memory>

#include "numbers.h"
#include "producer.h"
#include "values.h"

namespace lingerbus {

/**
 * Lives until both the JavaScript object and the threadsafe function have let go of it. All on the JS thread but
 * `post`. It is referenced, that is it keeps the event loop running and itself from being collected, while a
 * message is outstanding or a promise is pending.
 */
class Handle {
 public:
  /** Null with an exception, or in an environment that is ending. */
  static Handle* open(napi_env env, std::shared_ptr<const Librdkafka> library, Options options,
                      napi_value onWake);

  Producer& producer() { return *producer_; }

  /** To be called after whatever changes the number of messages. */
  void updateReference() {
    const bool wanted = jobs_ > 0 || producer_->outstanding() > 0;
    if (wanted != referenced_) setReference(wanted);
  }

  /** Promises; what is rejected or code ≠ 0 is made an error in JavaScript. */
  napi_value purge(int flags);
  napi_value metadata(int topic, int timeoutMs);
  napi_value topicConfig(const std::string& topic, int timeoutMs);
  napi_value transact(TransactionRequest request);
  napi_value close();
  /** Ends the client at once, at the end of the process. */
  void shutDown();

  /** The JavaScript object was collected. */
  void onCollected();

  Scratch key;
  Scratch value;
  /** Of the message that is produced now. The client object keeps the array, and with it this memory. */
  const Numbers* numbers = nullptr;

 private:
  struct Outcome;

  Handle(napi_env env) : env_(env) {}
  ~Handle();
  static void onTurn(napi_env env, napi_value, void* handle, void* outcome);
  static void onFunctionGone(napi_env, void* handle, void*);
  static void onEnvironmentEnd(void* handle);

  bool begin(Outcome& outcome, napi_value& promise);
  void post(Outcome* outcome);
  void settle(napi_env env, Outcome& outcome);
  void setReference(bool on);
  void release();
  void letGo();

  const napi_env env_;
  std::unique_ptr<Producer> producer_;
  napi_threadsafe_function function_ = nullptr;
  napi_ref onWake_ = nullptr;
  bool referenced_ = false;
  int jobs_ = 0;
  int owners_ = 0;
  bool closing_ = false;
};

}  // namespace lingerbus

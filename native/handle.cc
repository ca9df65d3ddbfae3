#include "handle.h"

namespace lingerbus {

using Metadata = std::unique_ptr<const struct rd_kafka_metadata, void (*)(const struct rd_kafka_metadata*)>;

/** What a helper thread hands to the JS thread. It owns all it has: it may outlive its handle. */
struct Handle::Outcome {
  enum class Of { kPurge, kMetadata, kTopicConfig, kTransaction, kClose };
  Of of;
  napi_deferred deferred = nullptr;
  int code = 0;
  Metadata metadata{nullptr, nullptr};
  TopicConfig topicConfig{};
  TransactionResult transaction{};
};

Handle* Handle::open(napi_env env, std::shared_ptr<const Librdkafka> library, Options options,
                     napi_value onWake) {
  std::unique_ptr<Handle, void (*)(Handle*)> handle(new Handle(env), [](Handle* each) { delete each; });
  Handle* self = handle.get();

  napi_value name = nullptr;
  if (napi_create_reference(env, onWake, 0, &self->onWake_) != napi_ok ||
      napi_create_string_utf8(env, "lingerbus", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, self, onFunctionGone, self, onTurn,
                                      &self->function_) != napi_ok) {
    fail(env, "no threadsafe function");
    return nullptr;
  }
  // From here on the function has a share in it, and gives it up when it is gone.
  static_cast<void>(handle.release());
  self->owners_ = 2;
  std::string why;
  options.onWake = [self] { self->post(nullptr); };
  const bool unreferenced = napi_unref_threadsafe_function(env, self->function_) == napi_ok;
  if (unreferenced) self->producer_ = Producer::open(std::move(library), std::move(options), why);
  // After the threadsafe function, because hooks run in reverse order: it must outlive librdkafka's threads.
  if (self->producer_ == nullptr || napi_add_env_cleanup_hook(env, onEnvironmentEnd, self) != napi_ok) {
    self->producer_.reset();
    self->release();
    self->letGo();
    fail(env, why.c_str());
    return nullptr;
  }
  return self;
}

Handle::~Handle() {
  if (onWake_ != nullptr) static_cast<void>(napi_delete_reference(env_, onWake_));
}

napi_value Handle::purge(int flags) {
  auto outcome = std::make_unique<Outcome>(Outcome{Outcome::Of::kPurge});
  napi_value promise = nullptr;
  if (!begin(*outcome, promise)) return nullptr;
  producer_->purge(flags, [this, given = outcome.release()](int code) {
    given->code = code;
    post(given);
  });
  return promise;
}

napi_value Handle::metadata(int topic, int timeoutMs) {
  auto outcome = std::make_unique<Outcome>(Outcome{Outcome::Of::kMetadata});
  napi_value promise = nullptr;
  if (!begin(*outcome, promise)) return nullptr;
  producer_->metadata(topic, timeoutMs,
                      [this, given = outcome.release()](int code, const struct rd_kafka_metadata* metadata) {
                        given->code = code;
                        given->metadata = Metadata(metadata, producer_->library()._metadata_destroy);
                        post(given);
                      });
  return promise;
}

napi_value Handle::topicConfig(const std::string& topic, int timeoutMs) {
  auto outcome = std::make_unique<Outcome>(Outcome{Outcome::Of::kTopicConfig});
  napi_value promise = nullptr;
  if (!begin(*outcome, promise)) return nullptr;
  producer_->topicConfig(topic, timeoutMs, [this, given = outcome.release()](TopicConfig config) {
    given->code = config.code;
    given->topicConfig = std::move(config);
    post(given);
  });
  return promise;
}

napi_value Handle::transact(TransactionRequest request) {
  auto outcome = std::make_unique<Outcome>(Outcome{Outcome::Of::kTransaction});
  napi_value promise = nullptr;
  if (!begin(*outcome, promise)) return nullptr;
  producer_->transact(std::move(request), [this, given = outcome.release()](TransactionResult result) {
    given->code = result.code;
    given->transaction = std::move(result);
    post(given);
  });
  return promise;
}

napi_value Handle::close() {
  if (closing_) return fail(env_, "close() a second time");
  auto outcome = std::make_unique<Outcome>(Outcome{Outcome::Of::kClose});
  napi_value promise = nullptr;
  if (!begin(*outcome, promise)) return nullptr;
  closing_ = true;
  producer_->close([this, given = outcome.release()](int code) {
    given->code = code;
    post(given);
  });
  return promise;
}

void Handle::onCollected() {
  if (!closing_ && function_ != nullptr) {
    // Nothing is outstanding, or it would have been referenced. Destroying may block: not on this thread.
    closing_ = true;
    auto* outcome = new Outcome{Outcome::Of::kClose};
    producer_->close([this, outcome](int) { post(outcome); });
  }
  letGo();
}

bool Handle::begin(Outcome& outcome, napi_value& promise) {
  if (function_ == nullptr) return fail(env_, "the client is closed") != nullptr;
  if (napi_create_promise(env_, &outcome.deferred, &promise) != napi_ok) return false;
  jobs_++;
  updateReference();
  return true;
}

/** On any thread; null means that there is something to drain. */
void Handle::post(Outcome* outcome) {
  // It fails only where the environment is ending: then nobody is there to hear it.
  if (napi_call_threadsafe_function(function_, outcome, napi_tsfn_nonblocking) == napi_ok) return;
  delete outcome;
}

void Handle::onTurn(napi_env env, napi_value, void* context, void* data) {
  std::unique_ptr<Outcome> outcome(static_cast<Outcome*>(data));
  // A worker ends: the clean-up hook shut the client down, the function's finaliser let go of the handle, and only then
  // does Node empty the function's queue, without an environment. The handle may be gone.
  if (env == nullptr) return;
  auto* handle = static_cast<Handle*>(context);
  if (outcome != nullptr) return handle->settle(env, *outcome);
  napi_value onWake = nullptr;
  napi_value self = nullptr;
  if (napi_get_reference_value(env, handle->onWake_, &onWake) != napi_ok) return;
  if (onWake == nullptr || napi_get_undefined(env, &self) != napi_ok) return;
  // What it throws stays pending: Node makes it an uncaught exception.
  static_cast<void>(napi_call_function(env, self, onWake, 0, nullptr, nullptr));
}

void Handle::settle(napi_env env, Outcome& outcome) {
  const bool wanted = outcome.deferred != nullptr;
  if (wanted) jobs_--;
  if (outcome.of == Outcome::Of::kPurge) producer_->purged();
  if (outcome.of == Outcome::Of::kClose) release();
  const bool isConfig = outcome.of == Outcome::Of::kTopicConfig && outcome.code == 0;
  const bool isTransaction = outcome.of == Outcome::Of::kTransaction && outcome.code != 0;
  napi_value result = outcome.metadata != nullptr ? fromMetadata(env, *outcome.metadata)
                      : isConfig                  ? fromTopicConfig(env, outcome.topicConfig)
                      : isTransaction             ? fromTransaction(env, outcome.transaction)
                                                  : fromNumber(env, outcome.code);
  updateReference();
  if (wanted && result != nullptr) static_cast<void>(napi_resolve_deferred(env, outcome.deferred, result));
}

void Handle::setReference(bool on) {
  if (function_ == nullptr) return;
  uint32_t count = 0;
  const bool done =
      on ? napi_ref_threadsafe_function(env_, function_) == napi_ok &&
               napi_reference_ref(env_, onWake_, &count) == napi_ok
         : napi_unref_threadsafe_function(env_, function_) == napi_ok &&
               napi_reference_unref(env_, onWake_, &count) == napi_ok;
  if (done) referenced_ = on;
}

void Handle::shutDown() {
  closing_ = true;
  producer_->shutDown();
}

/** Runs when a worker ends, also a terminated one, and when the main thread comes to its natural end. */
void Handle::onEnvironmentEnd(void* context) {
  auto* handle = static_cast<Handle*>(context);
  handle->shutDown();
  // Node takes the threadsafe function away by itself.
  handle->function_ = nullptr;
}

/** The client is closed: no thread will call the function any more. */
void Handle::release() {
  if (function_ == nullptr) return;
  if (producer_ != nullptr) {
    producer_->shutDown();  // joins the threads
    static_cast<void>(napi_remove_env_cleanup_hook(env_, onEnvironmentEnd, this));
  }
  setReference(false);
  static_cast<void>(napi_release_threadsafe_function(function_, napi_tsfn_release));
  function_ = nullptr;
}

void Handle::onFunctionGone(napi_env, void* handle, void*) { static_cast<Handle*>(handle)->letGo(); }

void Handle::letGo() {
  if (--owners_ == 0) delete this;
}

}  // namespace lingerbus

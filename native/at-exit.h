// The one thing of this addon that belongs to the process: which clients are alive when it ends.
#pragma once

namespace lingerbus {

/** What must not outlive the process: `shutDown` may be called on any thread, and twice. */
class EndsAtExit {
 public:
  virtual void shutDown() = 0;

 protected:
  ~EndsAtExit() = default;
};

/**
 * process.exit and an uncaught exception run no clean-up hook on the main thread. librdkafka runs on Node's
 * OpenSSL, and this happened: exit → OPENSSL_cleanup frees what a broker thread is reading → SIGSEGV. So clients
 * that are still alive are shut down by a handler that was registered after OpenSSL's and therefore runs before.
 */
void shutDownAtExit(EndsAtExit& client);
void forgetAtExit(EndsAtExit& client);

}  // namespace lingerbus

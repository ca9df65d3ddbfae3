#include "at-exit.h"

#include <cstdlib>
#include <mutex>
#include <set>

namespace lingerbus {

namespace {

struct Living {
  std::mutex mutex;
  std::set<EndsAtExit*> clients;
};

/** Workers add and remove theirs as well, hence the lock; never freed, so that no order of destruction matters. */
Living& living() {
  static Living* const all = new Living();
  return *all;
}

void shutDownAll() {
  for (;;) {
    EndsAtExit* next = nullptr;
    {
      std::lock_guard<std::mutex> lock(living().mutex);
      if (living().clients.empty()) return;
      next = *living().clients.begin();
      living().clients.erase(next);
    }
    next->shutDown();
  }
}

}  // namespace

void shutDownAtExit(EndsAtExit& client) {
  // Also run when the addon itself is unmapped, after the last worker that used it.
  static const int registered = std::atexit(shutDownAll);
  static_cast<void>(registered);
  std::lock_guard<std::mutex> lock(living().mutex);
  living().clients.insert(&client);
}

void forgetAtExit(EndsAtExit& client) {
  std::lock_guard<std::mutex> lock(living().mutex);
  living().clients.erase(&client);
}

}  // namespace lingerbus

#include "at-exit.h"

#include <cstdlib>
#include <mutex>
#include <set>

#include "producer.h"

namespace lingerbus {

namespace {

struct Living {
  std::mutex mutex;
  std::set<Producer*> producers;
};

/** Workers add and remove theirs as well, hence the lock; never freed, so that no order of destruction matters. */
Living& living() {
  static Living* const all = new Living();
  return *all;
}

void shutDownAll() {
  for (;;) {
    Producer* next = nullptr;
    {
      std::lock_guard<std::mutex> lock(living().mutex);
      if (living().producers.empty()) return;
      next = *living().producers.begin();
      living().producers.erase(next);
    }
    next->shutDown();
  }
}

}  // namespace

void shutDownAtExit(Producer& producer) {
  // Also run when the addon itself is unmapped, after the last worker that used it.
  static const int registered = std::atexit(shutDownAll);
  static_cast<void>(registered);
  std::lock_guard<std::mutex> lock(living().mutex);
  living().producers.insert(&producer);
}

void forgetAtExit(Producer& producer) {
  std::lock_guard<std::mutex> lock(living().mutex);
  living().producers.erase(&producer);
}

}  // namespace lingerbus

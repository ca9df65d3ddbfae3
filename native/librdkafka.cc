#include "librdkafka.h"

#include <dlfcn.h>

#include <thread>

namespace lingerbus {

namespace {

/** The oldest version whose properties and calls are those that lingerbus was written against: 2.15.0. */
constexpr int kOldest = 0x020f0000;

// Never unmapped: librdkafka and its OpenSSL leave thread-local destructors and exit handlers behind.
constexpr int kFlags = RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE;

void* openFile(const std::string& file, Opening how, std::string& why) {
  void* library = nullptr;
  auto open = [&](int flags) {
    library = dlopen(file.c_str(), flags);
    // dlerror is kept by thread: ask on the one that failed.
    if (library == nullptr) {
      const char* reason = dlerror();
      why = reason != nullptr ? reason : "not mapped in this process";
    }
  };
  switch (how) {
    case Opening::kLoad:
      open(kFlags);
      break;
    case Opening::kIfMapped:
      open(kFlags | RTLD_NOLOAD);
      break;
    case Opening::kOnThrowAwayThread:
      std::thread([&] { open(kFlags); }).join();
      break;
  }
  return library;
}

}  // namespace

std::shared_ptr<const Librdkafka> openLibrdkafka(const std::string& file, Opening how, std::string& why) {
  void* library = openFile(file, how, why);
  if (library == nullptr) return nullptr;

  auto table = std::make_shared<Librdkafka>();
  const char* missing = nullptr;
#define LINGERBUS_FIND(name) \
  table->_##name = reinterpret_cast<decltype(&::rd_kafka_##name)>(dlsym(library, "rd_kafka_" #name));
#define LINGERBUS_INSIST(name) \
  if (table->_##name == nullptr) missing = "rd_kafka_" #name;
  LINGERBUS_REQUIRED(LINGERBUS_FIND)
  LINGERBUS_ADMIN(LINGERBUS_FIND)
  LINGERBUS_OPTIONAL(LINGERBUS_FIND)
  LINGERBUS_REQUIRED(LINGERBUS_INSIST)
  LINGERBUS_ADMIN(LINGERBUS_INSIST)
#undef LINGERBUS_FIND
#undef LINGERBUS_INSIST

  if (missing != nullptr) {
    why = std::string("it has no ") + missing;
    return nullptr;
  }
  if (table->_version() < kOldest) {
    why = std::string("it is librdkafka ") + table->_version_str() + ", and 2.15.0 is the oldest that will do";
    return nullptr;
  }
  Dl_info info{};
  const bool known = dladdr(reinterpret_cast<void*>(table->_version), &info) != 0 && info.dli_fname != nullptr;
  table->file = known ? info.dli_fname : file;
  return table;
}

}  // namespace lingerbus

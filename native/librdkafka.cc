#include "librdkafka.h"

namespace lingerbus {

namespace {

/** The oldest version whose properties and calls are those that lingerbus was written against: 2.15.0. */
constexpr int kOldest = 0x020f0000;

}  // namespace

std::shared_ptr<const Librdkafka> openLibrdkafka(const std::string& file, Opening how, std::string& why) {
  void* library = openLibraryFile(file, how, why);
  if (library == nullptr) return nullptr;

  auto table = std::make_shared<Librdkafka>();
  const char* missing = nullptr;
#define LINGERBUS_FIND(name) \
  table->_##name = reinterpret_cast<decltype(&::rd_kafka_##name)>(findSymbol(library, "rd_kafka_" #name));
#define LINGERBUS_INSIST(name) \
  if (table->_##name == nullptr) missing = "rd_kafka_" #name;
  LINGERBUS_REQUIRED(LINGERBUS_FIND)
  LINGERBUS_ADMIN(LINGERBUS_FIND)
  LINGERBUS_SECURITY(LINGERBUS_FIND)
  LINGERBUS_TRANSACTIONS(LINGERBUS_FIND)
  LINGERBUS_OPTIONAL(LINGERBUS_FIND)
  LINGERBUS_MOCK(LINGERBUS_FIND)
  LINGERBUS_REQUIRED(LINGERBUS_INSIST)
  LINGERBUS_ADMIN(LINGERBUS_INSIST)
  LINGERBUS_SECURITY(LINGERBUS_INSIST)
  LINGERBUS_TRANSACTIONS(LINGERBUS_INSIST)
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
  // Of a copy nobody knows the name.
  table->file = how == Opening::kCopy ? file : fileOf(reinterpret_cast<void*>(table->_version), file);
  return table;
}

}  // namespace lingerbus

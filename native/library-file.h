// A file with a library in it, as the system's loader sees it.
#pragma once

#include <string>

namespace lingerbus {

enum class Opening {
  /** Load the file. */
  kLoad = 0,
  /** Only where it is mapped already. */
  kIfMapped = 1,
  /** Load a copy of the file, one for the whole process. */
  kCopy = 2,
};

/** Null where it cannot be opened; then `why` says the reason. What was opened stays for good. */
void* openLibraryFile(const std::string& file, Opening how, std::string& why);
/** Null where the library has no such symbol. */
void* findSymbol(void* library, const char* name);
/** The file that a function came from, or `otherwise`. */
std::string fileOf(const void* function, const std::string& otherwise);

}  // namespace lingerbus

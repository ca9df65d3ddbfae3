#ifndef _WIN32
#include "library-file.h"

#include <dlfcn.h>
#include <stdlib.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

namespace lingerbus {

namespace {

// Never unmapped: librdkafka and its OpenSSL leave thread-local destructors and exit handlers behind.
constexpr int kFlags = RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE;

void* open(const std::string& file, int flags, std::string& why) {
  void* library = dlopen(file.c_str(), flags);
  if (library == nullptr) {
    const char* reason = dlerror();
    why = reason != nullptr ? reason : "not mapped in this process";
  }
  return library;
}

/** By the file that was copied. Workers share them, hence the lock. */
struct Copies {
  std::mutex mutex;
  std::map<std::string, void*> byFile;
};

Copies& copies() {
  static Copies* const all = new Copies();
  return *all;
}

/** Node unmaps an addon after the last worker that used it: then the next worker would make another copy. */
void stayMapped() {
  Dl_info own{};
  std::string why;
  if (dladdr(reinterpret_cast<void*>(&stayMapped), &own) != 0) open(own.dli_fname, kFlags | RTLD_NOLOAD, why);
}

void* openCopy(const std::string& file, std::string& why) {
  std::lock_guard<std::mutex> lock(copies().mutex);
  void*& library = copies().byFile[file];
  if (library != nullptr) return library;

  std::error_code failed;
  std::string folder = (std::filesystem::temp_directory_path(failed) / "lingerbus-XXXXXX").string();
  if (failed || mkdtemp(folder.data()) == nullptr) {
    why = "no temporary folder for a copy of it";
    return nullptr;
  }
  const std::filesystem::path copy = std::filesystem::path(folder) / std::filesystem::path(file).filename();
  if (!std::filesystem::copy_file(file, copy, failed)) {
    why = "it could not be copied to " + copy.string() + ": " + failed.message();
  } else {
    // A .node registers itself with the thread that loads it, and a registration that nobody picks up makes the
    // next `require` of any addon on that thread end the process: so on a thread that ends at once.
    std::thread([&] { library = open(copy.string(), kFlags, why); }).join();
  }
  // What is mapped needs no name.
  std::filesystem::remove_all(folder, failed);
  if (library != nullptr) stayMapped();
  return library;
}

}  // namespace

void* openLibraryFile(const std::string& file, Opening how, std::string& why) {
  if (how == Opening::kCopy) return openCopy(file, why);
  return open(file, how == Opening::kIfMapped ? kFlags | RTLD_NOLOAD : kFlags, why);
}

void* findSymbol(void* library, const char* name) { return dlsym(library, name); }

std::string fileOf(const void* function, const std::string& otherwise) {
  Dl_info info{};
  const bool known = dladdr(const_cast<void*>(function), &info) != 0 && info.dli_fname != nullptr;
  return known ? info.dli_fname : otherwise;
}

}  // namespace lingerbus
#endif

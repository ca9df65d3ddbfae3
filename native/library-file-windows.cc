// Written after Microsoft's documentation; nobody has run it yet.
#ifdef _WIN32
#include "library-file.h"

#include <windows.h>

#include <array>

namespace lingerbus {

namespace {

std::wstring widen(const std::string& text) {
  const int length = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0);
  std::wstring wide(static_cast<size_t>(length), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), wide.data(), length);
  return wide;
}

std::string narrow(const wchar_t* wide, int size) {
  const int length = WideCharToMultiByte(CP_UTF8, 0, wide, size, nullptr, 0, nullptr, nullptr);
  std::string text(static_cast<size_t>(length), '\0');
  WideCharToMultiByte(CP_UTF8, 0, wide, size, text.data(), length, nullptr, nullptr);
  return text;
}

}  // namespace

void* openLibraryFile(const std::string& file, Opening how, std::string& why) {
  HMODULE library = nullptr;
  if (how == Opening::kCopy) {
    why = "librdkafka is never linked into the .node on Windows";
    return nullptr;
  }
  if (how == Opening::kIfMapped) {
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN, widen(file).c_str(), &library);
  } else {
    // By its full path, and the libraries that it needs are looked for beside it.
    library = LoadLibraryExW(widen(file).c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
  }
  if (library == nullptr) why = "Windows error " + std::to_string(GetLastError());
  return reinterpret_cast<void*>(library);
}

void* findSymbol(void* library, const char* name) {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(library), name));
}

std::string fileOf(const void* function, const std::string& otherwise) {
  constexpr DWORD kHow = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  HMODULE library = nullptr;
  std::array<wchar_t, 32768> name{};
  if (!GetModuleHandleExW(kHow, static_cast<LPCWSTR>(function), &library)) return otherwise;
  const DWORD length = GetModuleFileNameW(library, name.data(), static_cast<DWORD>(name.size()));
  return length == 0 ? otherwise : narrow(name.data(), static_cast<int>(length));
}

}  // namespace lingerbus
#endif

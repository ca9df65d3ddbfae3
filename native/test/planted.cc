// Faults on purpose, each asked for by LINGERBUS_PLANT: they show that a checker which finds nothing would have found
// something. Linked into what is checked, and never into what is shipped; runs when that is loaded.
#include <cstdlib>
#include <cstring>

namespace {

char* volatile freed = nullptr;
volatile int largest = 0x7fffffff;

__attribute__((constructor)) void plant() {
  const char* fault = std::getenv("LINGERBUS_PLANT");
  if (fault == nullptr) return;
  if (std::strcmp(fault, "leak") == 0) {
    // The only pointer to it is overwritten.
    freed = static_cast<char*>(std::malloc(12345));
    freed = nullptr;
  } else if (std::strcmp(fault, "use-after-free") == 0) {
    freed = static_cast<char*>(std::malloc(8));
    std::free(freed);
    freed[0] = 1;
  } else if (std::strcmp(fault, "overflow") == 0) {
    largest = largest + 1;
  }
}

}  // namespace

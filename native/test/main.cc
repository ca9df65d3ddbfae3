// The plain C++ layer without Node, on librdkafka's embedded cluster.
//   native-test LIBRDKAFKA [WORD]      a word chooses the tests whose name contains it
// The last line is `N passed, N failed`.
#include <chrono>
#include <exception>

#include "check.h"
#include "session.h"

using namespace lingerbus::test;
using Clock = std::chrono::steady_clock;

int main(int count, char** words) {
  if (count < 2) {
    std::cerr << "usage: native-test LIBRDKAFKA [WORD]\n";
    return 2;
  }
  std::string why;
  library = lingerbus::openLibrdkafka(words[1], lingerbus::Opening::kLoad, why);
  if (library == nullptr) {
    std::cerr << words[1] << ": " << why << "\n";
    return 2;
  }
  int passed = 0;
  int failed = 0;
  for (const Test& test : allTests()) {
    if (count > 2 && test.name.find(words[2]) == std::string::npos) continue;
    const int before = failures;
    const auto started = Clock::now();
    try {
      test.run();
    } catch (const std::exception& error) {
      failures++;
      std::cerr << error.what() << "\n";
    }
    const bool good = failures == before;
    (good ? passed : failed)++;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started);
    std::cout << (good ? "ok   " : "FAIL ") << test.name << " (" << took.count() << " ms)\n";
  }
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed == 0 && passed > 0 ? 0 : 1;
}

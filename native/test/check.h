// What a test needs, and no framework for it: a place in the list, two checks, and a count.
#pragma once

#include <functional>
#include <iostream>
#include <string>
#include <vector>

namespace lingerbus::test {

struct Test {
  std::string name;
  std::function<void()> run;
};

inline std::vector<Test>& allTests() {
  static std::vector<Test> tests;
  return tests;
}

inline int failures = 0;
/** A check in a loop says it a few times, not a thousand. */
constexpr int kTold = 20;

struct Listed {
  Listed(const char* name, std::function<void()> run) { allTests().push_back({name, std::move(run)}); }
};

template <typename Actual, typename Expected>
void compare(const Actual& actual, const Expected& expected, const char* what, const char* file, int line) {
  if (actual == expected) return;
  if (++failures > kTold) return;
  std::cerr << file << ":" << line << ": " << what << " is " << actual << ", not " << expected << "\n";
}

}  // namespace lingerbus::test

#define LINGERBUS_JOIN2(a, b) a##b
#define LINGERBUS_JOIN(a, b) LINGERBUS_JOIN2(a, b)

#define TEST(name)                                                                       \
  static void LINGERBUS_JOIN(test, __LINE__)();                                          \
  static const lingerbus::test::Listed LINGERBUS_JOIN(listed, __LINE__)(name, LINGERBUS_JOIN(test, __LINE__)); \
  static void LINGERBUS_JOIN(test, __LINE__)()

#define EQUAL(actual, expected) lingerbus::test::compare(actual, expected, #actual, __FILE__, __LINE__)
#define CHECK(condition) lingerbus::test::compare(static_cast<bool>(condition), true, #condition, __FILE__, __LINE__)

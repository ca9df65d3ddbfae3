// A producer under test: what JavaScript does around one, in a dozen lines.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "../producer.h"

namespace lingerbus::test {

/** Found once, by main. */
extern std::shared_ptr<const Librdkafka> library;

using Properties = std::vector<std::pair<std::string, std::string>>;

/** One broker of librdkafka's embedded cluster; it gives a topic four partitions. */
extern const Properties kMock;
/** An address where nobody listens. */
extern const Properties kNobody;

constexpr int kTopicPartitions = 4;
/** Under valgrind everything takes twenty times as long: a limit is there to end a test, not to measure. */
constexpr int kPatienceMs = 60'000;

struct Row {
  uint32_t slot = 0;
  int code = 0;
  int partition = 0;
  int64_t offset = 0;
  int64_t timestamp = 0;
  int timestampType = 0;
  double latencyMs = 0;
  int status = 0;
};

struct Limits {
  double messages = 100'000;
  double bytes = 1 << 30;
  double messageBytes = 1'000'000;
};

class Session {
 public:
  explicit Session(Properties properties, const Properties& more = {}, Limits limits = {});

  Producer& producer() { return *producer_; }
  void drop() { producer_.reset(); }
  /** A message of one letter without a key, to partition 0 of the topic `a`. */
  int produce(uint32_t slot, const std::string& value = "x");
  /** Until there are so many rows in all, or patience is over. */
  const std::vector<Row>& rows(size_t count);
  size_t drain(size_t capacity);
  /** A moment, or until there are reports. Drops events, or the next wait would end at once. */
  void wait();
  /** The first event of this kind, or patience is over: then with an empty text. */
  Event waitForEvent(Event::Kind kind);
  /** Closes, waits for it and returns its code. */
  int close();

  std::atomic<int> wakes{0};
  int topic = -1;

 private:
  std::vector<Row> rows_;
  std::unique_ptr<Producer> producer_;
};

/** Waits for a call from another thread and keeps what it brought. */
class Answer {
 public:
  Producer::Done done() {
    return [this](int code) { set(code); };
  }
  void set(int code) {
    code_ = code;
    calls_++;
  }
  /** Its code, once it has been called. */
  int wait() const;
  int calls() const { return calls_; }

 private:
  std::atomic<int> code_{0};
  std::atomic<int> calls_{0};
};

}  // namespace lingerbus::test

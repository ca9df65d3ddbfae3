#include "session.h"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace lingerbus::test {

namespace {

using Clock = std::chrono::steady_clock;
const auto kPatience = std::chrono::milliseconds(kPatienceMs);
constexpr int kSliceMs = 20;

}  // namespace

std::shared_ptr<const Librdkafka> library;

const Properties kMock = {{"test.mock.num.brokers", "1"}, {"log.queue", "true"}, {"linger.ms", "1"}};
const Properties kNobody = {{"bootstrap.servers", "127.0.0.1:1"}, {"log.queue", "true"}};

Session::Session(Properties properties, const Properties& more, Limits limits) {
  properties.insert(properties.end(), more.begin(), more.end());
  Options options;
  options.properties = std::move(properties);
  options.queueMaxMessages = limits.messages;
  options.queueMaxBytes = limits.bytes;
  options.messageMaxBytes = limits.messageBytes;
  options.onWake = [this] { wakes++; };
  std::string why;
  producer_ = Producer::open(library, std::move(options), why);
  if (producer_ == nullptr) throw std::runtime_error(why);
  topic = producer_->topic("a");
}

int Session::produce(uint32_t slot, const std::string& value) {
  return producer_->produce(topic, 0, {}, {value.data(), value.size()}, slot);
}

const std::vector<Row>& Session::rows(size_t count) {
  const auto end = Clock::now() + kPatience;
  while (rows_.size() < count && Clock::now() < end) {
    if (drain(64) == 0) wait();
  }
  return rows_;
}

void Session::wait() {
  Event event{};
  while (producer_->nextEvent(event)) {
  }
  producer_->waitSync(kSliceMs);
}

size_t Session::drain(size_t capacity) {
  std::vector<double> numbers(capacity * kRowLength);
  const size_t count = producer_->drain(numbers.data(), capacity);
  for (size_t at = 0; at < count; at++) {
    const double* row = &numbers[at * kRowLength];
    rows_.push_back({static_cast<uint32_t>(row[0]), static_cast<int>(row[1]), static_cast<int>(row[2]),
                     static_cast<int64_t>(row[3]), static_cast<int64_t>(row[4]), static_cast<int>(row[5]),
                     row[6], static_cast<int>(row[7])});
  }
  return count;
}

Event Session::waitForEvent(Event::Kind kind) {
  const auto end = Clock::now() + kPatience;
  while (Clock::now() < end) {
    Event event{};
    while (producer_->nextEvent(event)) {
      if (event.kind == kind) return event;
    }
    drain(64);
    producer_->waitSync(kSliceMs);
  }
  return {};
}

int Session::close() {
  Answer answer;
  producer_->close(answer.done());
  return answer.wait();
}

int Answer::wait() const {
  const auto end = Clock::now() + kPatience;
  while (calls_ == 0) {
    if (Clock::now() > end) throw std::runtime_error("waited in vain for an answer");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return code_;
}

}  // namespace lingerbus::test

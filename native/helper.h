// A thread of its own for what blocks in librdkafka. libuv's pool has four threads for the whole process:
// five flushing producers would stop every file access.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace lingerbus {

class Helper {
 public:
  /** Run on the helper's thread; `cancelled` where the helper was stopped before the job's turn. */
  using Job = std::function<void(bool cancelled)>;

  /** `slice`, run again and again while switched on, says whether there was more to do when its time was up. */
  explicit Helper(std::function<bool()> slice = {}) : slice_(std::move(slice)) {}
  ~Helper() { stop(); }
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;

  /** Jobs run one after the other, in order, and before any further slice. Starts the thread if need be. */
  void post(Job job);
  void setSlicing(bool on);
  /** There is something new for a slice to do. */
  void nudge();
  /** Waits for what runs; what waits is cancelled on this thread. Further jobs are cancelled at once. */
  void stop();

 private:
  void start();
  void run();

  const std::function<bool()> slice_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  std::thread thread_;
  bool slicing_ = false;
  bool wanted_ = false;
  bool stopping_ = false;
};

}  // namespace lingerbus

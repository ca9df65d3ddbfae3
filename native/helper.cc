#include "helper.h"

namespace lingerbus {

void Helper::post(Job job) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (stopping_) {
    lock.unlock();
    job(true);
    return;
  }
  jobs_.push_back(std::move(job));
  start();
  changed_.notify_one();
}

void Helper::setSlicing(bool on) {
  std::lock_guard<std::mutex> lock(mutex_);
  slicing_ = on;
  wanted_ = on;
  if (!on || stopping_) return;
  start();
  changed_.notify_one();
}

void Helper::nudge() {
  std::lock_guard<std::mutex> lock(mutex_);
  wanted_ = true;
  changed_.notify_one();
}

void Helper::stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
  // The thread is gone and no job is taken any more: nobody else touches these.
  for (auto& job : jobs_) job(true);
  jobs_.clear();
}

void Helper::start() {
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void Helper::run() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !jobs_.empty() || (slicing_ && wanted_); });
    if (stopping_) return;
    if (!jobs_.empty()) {
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job(false);
      lock.lock();
      continue;
    }
    wanted_ = false;
    lock.unlock();
    const bool more = slice_();
    lock.lock();
    if (more) wanted_ = true;
  }
}

}  // namespace lingerbus

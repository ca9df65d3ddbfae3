// How a producer ends: closed on its helper's thread with everything settled, or shut down on the spot.
#include <array>
#include <chrono>

#include "at-exit.h"
#include "producer.h"

namespace lingerbus {

namespace {

/** How long close waits for reports of what it has purged. */
constexpr std::chrono::seconds kLastReports{5};
constexpr int kWaitMs = 100;
constexpr int kPossiblyPersisted = 1;
constexpr int kEverything = RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT;

}  // namespace

void Producer::close(Done done) {
  closing_ = true;
  helper_.setSlicing(false);
  helper_.post([this, done = std::move(done)](bool cancelled) {
    if (cancelled) return done(RD_KAFKA_RESP_ERR__DESTROY);
    asker_.stop();  // nobody may be inside a call when the client is destroyed
    transactor_.stop();
    settleAll();
    destroyClient();
    closed_ = true;
    done(RD_KAFKA_RESP_ERR_NO_ERROR);
  });
}

/** A row for every message that is inside. The events are destroyed: a held one would hang rd_kafka_destroy. */
void Producer::settleAll() {
  if (insideCount_ > 0) library_->_purge(client_, kEverything);
  const auto end = std::chrono::steady_clock::now() + kLastReports;
  remains_.reserve(insideCount_ * kRowLength);
  for (;;) {
    while (rd_kafka_event_t* report = nextReport()) {
      std::array<double, kChunk * kRowLength> rows;
      while (const size_t read = readRows(report, rows.data(), kChunk)) {
        remains_.insert(remains_.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(read * kRowLength));
      }
      spent_.push_back(report);
      reports_.pop_front();
    }
    if (insideCount_ == 0 || std::chrono::steady_clock::now() > end) break;
    pollOnce(kWaitMs);
  }
  for (size_t slot = 0; insideCount_ > 0 && slot < inside_.size(); slot++) {
    if (inside_[slot] == 0) continue;
    const double none = -1;
    remains_.insert(remains_.end(), {static_cast<double>(slot), RD_KAFKA_RESP_ERR__DESTROY, none, none, none,
                                     0, 0, kPossiblyPersisted});
    inside_[slot] = 0;
    insideCount_--;
  }
}

void Producer::destroyEvents() {
  for (rd_kafka_event_t* event : spent_) library_->_event_destroy(event);
  for (rd_kafka_event_t* event : reports_) library_->_event_destroy(event);
  spent_.clear();
  reports_.clear();
}

/** The order that librdkafka wants: no wake-ups → events → topics → queue → client. */
void Producer::destroyClient() {
  if (client_ == nullptr) return;
  library_->_queue_cb_event_enable(queue_, nullptr, nullptr);
  destroyEvents();
  for (rd_kafka_topic_t* topic : topics_) library_->_topic_destroy(topic);
  topics_.clear();
  library_->_queue_destroy(queue_);
  library_->_destroy(client_);
  queue_ = nullptr;
  client_ = nullptr;
  forgetAtExit(*this);
}

void Producer::shutDown() {
  helper_.stop();
  asker_.stop();
  transactor_.stop();
  if (client_ != nullptr) library_->_purge(client_, kEverything | RD_KAFKA_PURGE_F_NON_BLOCKING);
  destroyClient();
  closing_ = true;
  closed_ = true;
}

}  // namespace lingerbus

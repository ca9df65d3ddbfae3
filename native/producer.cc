#include "producer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "at-exit.h"
#include "opaque.h"

namespace lingerbus {

namespace {

/** How long a flush may hold up what the helper has to do next: rd_kafka_flush cannot be cancelled. */
constexpr int kFlushSliceMs = 100;
/** Latencies that differ by no more than this are not read one by one. */
constexpr double kNearMicros = 100;

}  // namespace

std::unique_ptr<Producer> Producer::open(std::shared_ptr<const Librdkafka> library, Options options,
                                         std::string& why) {
  std::unique_ptr<Producer> producer(new Producer(std::move(library), std::move(options)));
  const Librdkafka& lib = *producer->library_;
  std::array<char, 512> text{};

  // rd_kafka_new takes the configuration over only when it succeeds.
  std::unique_ptr<rd_kafka_conf_t, decltype(lib._conf_destroy)> conf(lib._conf_new(), lib._conf_destroy);
  for (const auto& [name, value] : producer->options_.properties) {
    if (lib._conf_set(conf.get(), name.c_str(), value.c_str(), text.data(), text.size()) != RD_KAFKA_CONF_OK) {
      why = text.data();
      return nullptr;
    }
  }
  lib._conf_set_events(conf.get(), RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS |
                                       RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH);
  // Throttling is never an event: this runs inside rd_kafka_queue_poll.
  lib._conf_set_throttle_cb(conf.get(), onThrottle);
  // Without TLS in this librdkafka it says no, and there is nothing to verify.
  static_cast<void>(lib._conf_set_ssl_cert_verify_cb(conf.get(), onCertificate));
  lib._conf_set_opaque(conf.get(), producer.get());

  producer->client_ = lib._new(RD_KAFKA_PRODUCER, conf.get(), text.data(), text.size());
  if (producer->client_ == nullptr) {
    why = text.data();
    return nullptr;
  }
  static_cast<void>(conf.release());
  // With log.queue=true nothing is said before this; without it librdkafka's threads write to stderr.
  lib._set_log_queue(producer->client_, nullptr);
  producer->queue_ = lib._queue_get_main(producer->client_);
  lib._queue_cb_event_enable(producer->queue_, onQueueEvent, producer.get());
  shutDownAtExit(*producer);
  // What came before the callback was there has set nothing off.
  onQueueEvent(nullptr, producer.get());
  return producer;
}

Producer::Producer(std::shared_ptr<const Librdkafka> library, Options options)
    : library_(std::move(library)),
      options_(std::move(options)),
      helper_([this] { return library_->_flush(client_, kFlushSliceMs) != RD_KAFKA_RESP_ERR_NO_ERROR; }) {}

Producer::~Producer() { shutDown(); }

size_t Producer::drain(double* rows, size_t capacity) {
  messages_ -= handedMessages_;
  bytes_ -= handedBytes_;
  handedMessages_ = handedBytes_ = 0;
  if (closing_ && !closed_) return 0;
  // Before the queue is looked at: what comes after the look sets off a wake-up of its own.
  awake_ = false;
  if (closed_) {
    const size_t length = std::min(remains_.size() - remainsAt_, capacity * kRowLength);
    std::copy_n(remains_.begin() + static_cast<std::ptrdiff_t>(remainsAt_), length, rows);
    remainsAt_ += length;
    handedMessages_ = length / kRowLength;
    return handedMessages_;
  }

  // Destroying an event frees its messages; it is kept until their callbacks have run.
  for (rd_kafka_event_t* event : spent_) library_->_event_destroy(event);
  spent_.clear();
  size_t count = 0;
  while (count < capacity) {
    rd_kafka_event_t* report = nextReport();
    if (report == nullptr) break;
    const size_t read = readRows(report, rows + kRowLength * count, capacity - count);
    if (read == 0) {
      spent_.push_back(report);
      reports_.pop_front();
      handedBytes_ += std::exchange(reportBytes_, 0);
    }
    count += read;
  }
  handedMessages_ = count;
  // Events are asked for before reports: for one that was put aside on the way here nobody would come back.
  if (count == 0 && !events_.empty()) onQueueEvent(nullptr, this);
  return count;
}

bool Producer::nextEvent(Event& event) {
  if (closing_ && !closed_) return false;
  while (!closed_ && events_.empty() && reports_.empty()) {
    if (!pollOnce(0)) break;
  }
  if (events_.empty()) return false;
  event = std::move(events_.front());
  events_.pop_front();
  return true;
}

void Producer::waitSync(int timeoutMs) {
  if (!closing_ && events_.empty() && reports_.empty()) pollOnce(timeoutMs);
}

/** The report to read next. Other events on the way are kept for nextEvent. */
rd_kafka_event_t* Producer::nextReport() {
  while (reports_.empty()) {
    if (!pollOnce(0)) return nullptr;
  }
  return reports_.front();
}

bool Producer::pollOnce(int timeoutMs) {
  rd_kafka_event_t* event = library_->_queue_poll(queue_, timeoutMs);
  if (event == nullptr) return false;
  accept(event);
  return true;
}

void Producer::accept(rd_kafka_event_t* event) {
  const Librdkafka& lib = *library_;
  const rd_kafka_event_type_t type = lib._event_type(event);
  if (type == RD_KAFKA_EVENT_DR) {
    reports_.push_back(event);
    return;
  }
  Event plain{};
  if (type == RD_KAFKA_EVENT_ERROR) {
    plain.kind = Event::Kind::kError;
    plain.number = lib._event_error(event);
    plain.fatal = lib._event_error_is_fatal(event) != 0;
    plain.text = lib._event_error_string(event);
    events_.push_back(std::move(plain));
  } else if (type == RD_KAFKA_EVENT_STATS) {
    plain.kind = Event::Kind::kStats;
    plain.text = lib._event_stats(event);
    events_.push_back(std::move(plain));
  } else if (type == RD_KAFKA_EVENT_LOG) {
    const char* facility = "";
    const char* line = "";
    lib._event_log(event, &facility, &line, &plain.number);
    plain.kind = Event::Kind::kLog;
    plain.facility = facility;
    plain.text = line;
    events_.push_back(std::move(plain));
  } else if (type == RD_KAFKA_EVENT_OAUTHBEARER_TOKEN_REFRESH) {
    plain.kind = Event::Kind::kTokenRefresh;
    events_.push_back(std::move(plain));
  }
  lib._event_destroy(event);
}

/** Some of a report's messages, at most `capacity`; 0 when it has been read to its end. */
size_t Producer::readRows(rd_kafka_event_t* report, double* rows, size_t capacity) {
  const Librdkafka& lib = *library_;
  std::array<const rd_kafka_message_t*, kChunk> messages;
  const size_t count = lib._event_message_array(report, messages.data(), std::min(capacity, kChunk));
  if (count == 0) return 0;
  // rd_kafka_message_latency reads the clock, which costs more than all the rest of a row. A report's messages
  // stand in the order of produce, so that those in between lie between the first and the last of a chunk.
  const double first = static_cast<double>(lib._message_latency(messages[0]));
  const double last = static_cast<double>(lib._message_latency(messages[count - 1]));
  const bool near = std::abs(first - last) <= kNearMicros;
  const double step = count > 1 ? (last - first) / static_cast<double>(count - 1) : 0;
  for (size_t at = 0; at < count; at++) {
    const double micros = near ? first + step * static_cast<double>(at)
                               : static_cast<double>(lib._message_latency(messages[at]));
    writeRow(rows + kRowLength * at, *messages[at], micros / 1000.0);
  }
  return count;
}

void Producer::writeRow(double* row, const rd_kafka_message_t& message, double latencyMs) {
  const uint32_t slot = toSlot(message._private);
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  row[0] = slot;
  row[1] = message.err;
  row[2] = message.partition;
  row[3] = static_cast<double>(message.offset);
  row[4] = static_cast<double>(library_->_message_timestamp(&message, &type));
  row[5] = type;
  row[6] = latencyMs;
  row[7] = library_->_message_status(&message);
  inside_[slot] = 0;
  insideCount_--;
  reportBytes_ += message.payload != nullptr ? message.len : 0;
}

void Producer::onQueueEvent(rd_kafka_t*, void* opaque) {
  auto* producer = static_cast<Producer*>(opaque);
  if (!producer->awake_.exchange(true)) producer->options_.onWake();
}

void Producer::onThrottle(rd_kafka_t*, const char* broker, int32_t id, int ms, void* opaque) {
  Event event{};
  event.kind = Event::Kind::kThrottle;
  event.number = ms;
  event.brokerId = id;
  event.text = broker;
  static_cast<Producer*>(opaque)->events_.push_back(std::move(event));
}

void Producer::setFlushing(bool on) {
  flushing_ = on;
  if (!closing_) helper_.setSlicing(on);
}

void Producer::purge(int flags, Done done) {
  purging_++;
  // The helper may still be in the last slice of an earlier flush, which overrides linger: what is queued would be
  // gone by the time of its turn. This asks the broker threads at once; produce is refused until the turn is over,
  // so that nothing later can be taken along.
  if (!closing_) library_->_purge(client_, flags | RD_KAFKA_PURGE_F_NON_BLOCKING);
  helper_.post([this, flags, done = std::move(done)](bool cancelled) {
    // Without it the broker threads could take messages that are produced later.
    const bool gone = cancelled || client_ == nullptr;
    done(gone ? RD_KAFKA_RESP_ERR__DESTROY : library_->_purge(client_, flags));
  });
}

int Producer::metadataSync(int topic, int timeoutMs, const struct rd_kafka_metadata** metadata) {
  if (closing_) return RD_KAFKA_RESP_ERR__DESTROY;
  rd_kafka_topic_t* only = topic < 0 ? nullptr : topics_[topic];
  return library_->_metadata(client_, only == nullptr ? 1 : 0, only, metadata, timeoutMs);
}

void Producer::metadata(int topic, int timeoutMs, MetadataDone done) {
  if (closing_) return done(RD_KAFKA_RESP_ERR__DESTROY, nullptr);
  rd_kafka_topic_t* only = topic < 0 ? nullptr : topics_[topic];
  asker_.post([this, only, timeoutMs, done = std::move(done)](bool cancelled) {
    const struct rd_kafka_metadata* metadata = nullptr;
    const int code = cancelled
                         ? RD_KAFKA_RESP_ERR__DESTROY
                         : library_->_metadata(client_, only == nullptr ? 1 : 0, only, &metadata, timeoutMs);
    done(code, metadata);
  });
}

void Producer::transact(TransactionRequest request, TransactionDone done) {
  const TransactionResult gone{RD_KAFKA_RESP_ERR__DESTROY, false, false, false, "the client is closed"};
  if (closing_) return done(gone);
  transactor_.post([this, request = std::move(request), gone, done = std::move(done)](bool cancelled) {
    done(cancelled ? gone : runTransactionCall(*library_, client_, request));
  });
}

void Producer::topicConfig(const std::string& topic, int timeoutMs, TopicConfigDone done) {
  const TopicConfig gone{RD_KAFKA_RESP_ERR__DESTROY, {}};
  if (closing_) return done(gone);
  asker_.post([this, topic, timeoutMs, gone, done = std::move(done)](bool cancelled) {
    done(cancelled ? gone : readTopicConfig(*library_, client_, topic, timeoutMs));
  });
}

}  // namespace lingerbus

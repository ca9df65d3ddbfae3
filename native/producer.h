// A producer over librdkafka's event API, without a word of Node.
//
// Which thread runs what, in calling order:
//   the owner's       the constructor, topic, produce, drain, nextEvent, waitSync, setFlushing, purge, metadata, topicConfig, transact, close,
//                     setToken, setTokenFailure, setSaslCredentials
//   librdkafka's      onWake, with the queue's lock held: it may call nothing of librdkafka; onCertificate, which looks at nothing of ours
//   helper_'s         flush in slices, purge, at last close: from its call on everything here belongs to that thread
//   asker_'s          metadata, topicConfig
//   transactor_'s     the transactional calls, which wait for reports that the owner must drain meanwhile
//   all three         what was passed as `done`
//   the owner's       what was closed may be drained and destroyed again after close's `done`
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "at-exit.h"
#include "helper.h"
#include "librdkafka.h"
#include "topic-config.h"
#include "transactions.h"

namespace lingerbus {

/** A null pointer is Kafka's null; an empty value has an address all the same. */
struct Bytes {
  const void* data = nullptr;
  size_t size = 0;
};


struct Event {
  enum class Kind { kError, kStats, kThrottle, kLog, kTokenRefresh };
  Kind kind;
  /** An error's code, a log's level, a throttle's milliseconds. */
  int number = 0;
  int brokerId = 0;
  bool fatal = false;
  /** The error, the statistics, the line, or the broker's name. */
  std::string text;
  std::string facility;
};

struct Options {
  std::vector<std::pair<std::string, std::string>> properties;
  double queueMaxMessages = 0;
  double queueMaxBytes = 0;
  double messageMaxBytes = 0;
  /** Called on any thread, at most once between two calls of drain. */
  std::function<void()> onWake;
};

/** The partitioner of topics whose messages bring a hash: it is taken modulo the partition count. */
constexpr char kByHash[] = "hash";

/** A row is what `src/engine/engine.ts` says. */
constexpr size_t kRowLength = 8;
/** How many messages of a report are read at once. */
constexpr size_t kChunk = 32;

class Producer final : public EndsAtExit {
 public:
  using Done = std::function<void(int code)>;
  using TopicConfigDone = std::function<void(TopicConfig config)>;
  using TransactionDone = std::function<void(TransactionResult result)>;
  using MetadataDone = std::function<void(int code, const struct rd_kafka_metadata* metadata)>;

  /** Null where librdkafka refuses; then `why` says the reason. */
  static std::unique_ptr<Producer> open(std::shared_ptr<const Librdkafka> library, Options options,
                                        std::string& why);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /**
   * A number for a topic's name, or librdkafka's (negative) error code. `partitioner`: a name of librdkafka's, empty
   * for the one of the configuration, or `kByHash`.
   */
  int topic(const std::string& name, const std::string& partitioner = "");
  /** 0, or librdkafka's error code; after 0 exactly one row with this slot will come. */
  int produce(int topic, int32_t partition, Bytes key, Bytes value, uint32_t slot, uint32_t hash = 0);
  int produceWith(int topic, int32_t partition, Bytes key, Bytes value, uint32_t slot, int64_t timestamp,
                  rd_kafka_headers_t* headers, uint32_t hash = 0);
  /** There is room for a message with so many bytes in its value. */
  bool hasRoom(size_t valueSize) const { return refuse(0, valueSize) == 0; }
  /** Reports as rows; their messages count until the next call. */
  size_t drain(double* rows, size_t capacity);
  bool nextEvent(Event& event);
  /** Blocks until there is something to drain. */
  void waitSync(int timeoutMs);

  void setFlushing(bool on);
  /** While it runs the queue is full; `purged` ends that, on the owner's thread, after `done`. */
  void purge(int flags, Done done);
  void purged() { purging_--; }
  /** Blocks the thread; the metadata belongs to the caller. */
  int metadataSync(int topic, int timeoutMs, const struct rd_kafka_metadata** metadata);
  /** `topic` −1: all. The metadata belongs to whoever gets it. */
  void metadata(int topic, int timeoutMs, MetadataDone done);
  /** What a broker says of a topic. */
  void topicConfig(const std::string& topic, int timeoutMs, TopicConfigDone done);
  /** `extensions`: name, value, name, value …; empty, or why librdkafka refuses the token. */
  std::string setToken(const std::string& token, int64_t expiresMs, const std::string& principal,
                       const std::vector<std::string>& extensions);
  /** An error event; librdkafka asks for a token again in 10 s. */
  void setTokenFailure(const std::string& why);
  /** For the next connections that are made. */
  int setSaslCredentials(const std::string& user, const std::string& password);
  /** One transactional call; it holds up close for as long as its timeout. */
  void transact(TransactionRequest request, TransactionDone done);
  /** Ends the client on the helper's thread; then what was inside can be drained. */
  void close(Done done);
  /** Ends it here and now, whatever runs: at the end of the process or of a worker. Drops reports. */
  void shutDown() override;

  /** Messages whose row was not handed out, or whose callback may still run. */
  size_t outstanding() const { return messages_; }
  const Librdkafka& library() const { return *library_; }
  /** Null once it is closed. */
  rd_kafka_t* client() const { return client_; }

 private:
  Producer(std::shared_ptr<const Librdkafka> library, Options options);
  static void onQueueEvent(rd_kafka_t*, void* producer);
  static int32_t partitionOf(const rd_kafka_topic_t*, const void*, size_t, int32_t count, void*, void* messageOpaque);
  static int onCertificate(rd_kafka_t*, const char* broker, int32_t id, int* x509Error, int depth, const char* der,
                           size_t derSize, char* why, size_t size, void* producer);
  static void onThrottle(rd_kafka_t*, const char* broker, int32_t id, int ms, void* producer);

  int refuse(size_t keySize, size_t valueSize) const;
  void enter(uint32_t slot, size_t valueSize);
  bool pollOnce(int timeoutMs);
  void accept(rd_kafka_event_t* event);
  rd_kafka_event_t* nextReport();
  size_t readRows(rd_kafka_event_t* report, double* rows, size_t capacity);
  void writeRow(double* row, const rd_kafka_message_t& message, double latencyMs);
  void destroyEvents();
  void settleAll();
  void destroyClient();

  const std::shared_ptr<const Librdkafka> library_;
  const Options options_;
  rd_kafka_t* client_ = nullptr;
  rd_kafka_queue_t* queue_ = nullptr;
  std::vector<rd_kafka_topic_t*> topics_;

  std::atomic<bool> awake_{false};
  bool flushing_ = false;
  bool closing_ = false;
  int purging_ = 0;

  /** Our own account is the limit, by message; librdkafka's gives room back by event. */
  size_t messages_ = 0;
  size_t bytes_ = 0;
  size_t handedMessages_ = 0;
  size_t handedBytes_ = 0;
  /**
   * Of the report that is being read. It frees its messages only as a whole (rd_kafka_event_destroy), and until then
   * they fill the queue: a queue that expires is one report, and would be there twice, still held and filled again.
   */
  size_t reportBytes_ = 0;
  /** By slot: librdkafka has it. */
  std::vector<char> inside_;
  size_t insideCount_ = 0;

  /** Waiting to be read; the first may be half read. */
  std::deque<rd_kafka_event_t*> reports_;
  /** Read to their end by the last drain: destroyed by the next, when their callbacks have run. */
  std::vector<rd_kafka_event_t*> spent_;
  std::deque<Event> events_;
  /** After close: the rows of what was inside. */
  std::vector<double> remains_;
  size_t remainsAt_ = 0;
  std::atomic<bool> closed_{false};

  Helper helper_;
  Helper asker_;
  Helper transactor_;
};

}  // namespace lingerbus

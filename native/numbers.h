// The numbers of a message. JavaScript writes them into memory that both sides see: as arguments each would be a call of
// Node-API to read, and together they cost more than all the rest of the way from JavaScript to librdkafka.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "values.h"

namespace lingerbus {

/** Laid out as `src/engine/addon.ts` says; all are doubles, because that is one array. */
struct Numbers {
  static constexpr size_t kCount = 6;
  std::array<double, kCount> all;

  int topic() const { return static_cast<int>(all[0]); }
  /** −1: the partitioner decides. */
  int32_t partition() const { return static_cast<int32_t>(all[1]); }
  /** What a partitioner by hash takes modulo the partition count. */
  uint32_t hash() const { return static_cast<uint32_t>(all[2]); }
  uint32_t slot() const { return static_cast<uint32_t>(all[3]); }
  /** Milliseconds since 1970; 0: now. */
  int64_t timestamp() const { return static_cast<int64_t>(all[4]); }
  /** The key's kind times 4, plus the value's. */
  Kind keyKind() const { return static_cast<Kind>(kinds() >> 2); }
  Kind valueKind() const { return static_cast<Kind>(kinds() & 3); }

 private:
  uint32_t kinds() const { return static_cast<uint32_t>(all[5]); }
};

}  // namespace lingerbus

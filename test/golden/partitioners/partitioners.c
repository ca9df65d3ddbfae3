/* Reads keys in hexadecimal, one a line, and prints where librdkafka's own partitioners put each: murmur2,
 * consistent and fnv1a, for every count given. These three may be called without a topic.
 * Build: gcc partitioners.c -I<librdkafka>/src <librdkafka.so.1> */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "rdkafka.h"

int main(int argc, char **argv) {
  static char line[1 << 20];
  static unsigned char key[1 << 19];
  while (fgets(line, sizeof(line), stdin)) {
    size_t length = strcspn(line, "\n") / 2;
    for (size_t at = 0; at < length; at++) {
      unsigned int byte;
      sscanf(line + 2 * at, "%2x", &byte);
      key[at] = (unsigned char)byte;
    }
    for (int i = 1; i < argc; i++) {
      int32_t count = atoi(argv[i]);
      printf("%s%d %d %d", i > 1 ? " " : "",
             rd_kafka_msg_partitioner_murmur2(NULL, key, length, count, NULL, NULL),
             rd_kafka_msg_partitioner_consistent(NULL, key, length, count, NULL, NULL),
             rd_kafka_msg_partitioner_fnv1a(NULL, key, length, count, NULL, NULL));
    }
    printf("\n");
  }
  return 0;
}

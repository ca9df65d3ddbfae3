// The helper's thread, alone.
#include "../helper.h"

#include <vector>

#include "check.h"
#include "session.h"

using namespace lingerbus;
using namespace lingerbus::test;

TEST("jobs run in order; those that wait when it is stopped are cancelled, later ones at once") {
  std::vector<int> ran;
  std::vector<int> cancelled;
  Answer begun;
  Answer end;
  Helper helper;
  auto note = [&](int number) {
    return [&, number](bool isCancelled) { (isCancelled ? cancelled : ran).push_back(number); };
  };
  helper.post(note(1));
  helper.post([&](bool) {
    begun.set(0);
    end.wait();
  });
  helper.post(note(2));
  begun.wait();
  std::thread ender([&] { end.set(0); });
  helper.stop();
  ender.join();
  helper.post(note(3));
  EQUAL(ran.front(), 1);
  // The second one had its turn before the stop, or it has not: once in either case.
  EQUAL(ran.size() + cancelled.size(), 3U);
  EQUAL(cancelled.back(), 3);
}

TEST("slices run again while there is more to do, and a job goes before the next one") {
  std::atomic<int> slices{0};
  Answer third;
  Helper helper([&] {
    if (++slices == 3) third.set(0);
    return slices < 3;
  });
  helper.setSlicing(true);
  third.wait();
  Answer job;
  helper.post([&](bool cancelled) { job.set(cancelled ? 1 : 0); });
  EQUAL(job.wait(), 0);
  EQUAL(slices.load(), 3);
  helper.nudge();
  for (int waited = 0; slices < 4 && waited < kPatienceMs; waited++) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EQUAL(slices.load(), 4);
}

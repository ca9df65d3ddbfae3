// The driver of franz-go: Produce with a promise for each record. How it is called and what it prints is told in
// ../README.md; which settings it knows, in settings.go.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Different values, so that nothing is fast only because it is always the same cache line.
const pool = 1024

func main() {
	if err := run(readTask()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(task task) error {
	client, err := kgo.NewClient(append(task.options, kgo.DefaultProduceTopic(task.topic))...)
	if err != nil {
		return err
	}
	defer client.Close()
	sender := newSender(client, task)
	if err := sender.fullSpeed(task.warmUp); err != nil {
		return err
	}
	measuring := startMeasuring()
	var micros []float64
	if task.mode == "open-loop" {
		micros, err = sender.openLoop(task.messages, task.rate)
	} else {
		err = sender.fullSpeed(task.messages)
	}
	if err != nil {
		return err
	}
	figures := measuring.stop(task.messages)
	figures.Client = "franz-go " + versionOf("github.com/twmb/franz-go")
	figures.Runtime = runtime.Version()
	if micros != nil {
		slices.Sort(micros)
		figures.P50Us, figures.P99Us = percentile(micros, 50), percentile(micros, 99)
	}
	return json.NewEncoder(os.Stdout).Encode(figures)
}

type sender struct {
	client  *kgo.Client
	values  [][]byte
	records sync.Pool
}

func newSender(client *kgo.Client, task task) *sender {
	values := make([][]byte, pool)
	state := uint32(1)
	for index := range values {
		values[index] = make([]byte, task.bytes)
		for at := range values[index] {
			state = state*1664525 + 1013904223
			values[index][at] = byte(state >> 24)
		}
	}
	return &sender{client, values, sync.Pool{New: func() any { return new(kgo.Record) }}}
}

// A batch of confirmations that all must come; the first failure is kept.
type confirmations struct {
	outstanding sync.WaitGroup
	once        sync.Once
	failure     error
}

func (all *confirmations) done(err error) {
	if err != nil {
		all.once.Do(func() { all.failure = err })
	}
	all.outstanding.Done()
}

func (all *confirmations) wait() error {
	all.outstanding.Wait()
	return all.failure
}

// Produce blocks while as many records are buffered as MaxBufferedRecords allows. A record that was confirmed is
// used again: it saves an allocation a message.
func (s *sender) fullSpeed(messages int) error {
	all := &confirmations{}
	all.outstanding.Add(messages)
	promise := func(record *kgo.Record, err error) {
		*record = kgo.Record{}
		s.records.Put(record)
		all.done(err)
	}
	ctx := context.Background()
	for index := range messages {
		record := s.records.Get().(*kgo.Record)
		record.Value = s.values[index%pool]
		s.client.Produce(ctx, record, promise)
	}
	return all.wait()
}

// Sends what is due about every millisecond; what came late is made up for, so that the rate holds.
func (s *sender) openLoop(messages, rate int) ([]float64, error) {
	all := &confirmations{}
	all.outstanding.Add(messages)
	micros := make([]float64, messages)
	ctx := context.Background()
	started := time.Now()
	for sent := 0; sent < messages; time.Sleep(time.Millisecond) {
		due := min(messages, int(time.Since(started).Seconds()*float64(rate)))
		for ; sent < due; sent++ {
			index := sent
			record := &kgo.Record{Value: s.values[index%pool]}
			s.client.Produce(ctx, record, func(_ *kgo.Record, err error) {
				micros[index] = (time.Since(started).Seconds() - float64(index)/float64(rate)) * 1e6
				all.done(err)
			})
		}
	}
	err := all.wait()
	return micros, err
}

func versionOf(module string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				return dependency.Version
			}
		}
	}
	return "unknown"
}

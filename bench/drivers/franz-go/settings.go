package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// What the driver is asked to do.
type task struct {
	mode             string
	topic            string
	messages, warmUp int
	bytes, rate      int
	options          []kgo.Opt
}

func readTask() task {
	task := task{}
	flag.StringVar(&task.mode, "mode", "full-speed", "full-speed or open-loop")
	flag.StringVar(&task.topic, "topic", "bench", "")
	flag.IntVar(&task.messages, "messages", 1000, "")
	flag.IntVar(&task.warmUp, "warm-up", 1, "sent and confirmed before the clock starts")
	flag.IntVar(&task.bytes, "bytes", 100, "of each value")
	flag.IntVar(&task.rate, "rate", 100000, "messages a second; only for open-loop")
	flag.Func("X", "name=value, kgo's name of an option", func(pair string) error {
		name, value, found := strings.Cut(pair, "=")
		if !found {
			return fmt.Errorf("expected name=value")
		}
		option, err := optionOf(name, value)
		if option != nil {
			task.options = append(task.options, option)
		}
		return err
	})
	flag.Parse()
	if task.mode != "full-speed" && task.mode != "open-loop" {
		fmt.Fprintf(os.Stderr, "%s: this driver has no such mode\n", task.mode)
		os.Exit(2)
	}
	return task
}

// The names are those of kgo's options; bootstrap.servers is SeedBrokers, GOGC the runtime's.
func optionOf(name, value string) (kgo.Opt, error) {
	switch name {
	case "bootstrap.servers":
		return kgo.SeedBrokers(strings.Split(value, ",")...), nil
	case "RequiredAcks":
		return oneOf(value, map[string]kgo.Opt{
			"AllISRAcks": kgo.RequiredAcks(kgo.AllISRAcks()),
			"LeaderAck":  kgo.RequiredAcks(kgo.LeaderAck()),
		})
	case "DisableIdempotentWrite":
		return oneOf(value, map[string]kgo.Opt{"true": kgo.DisableIdempotentWrite(), "false": nil})
	case "ProducerBatchCompression":
		return oneOf(value, map[string]kgo.Opt{
			"none":   kgo.ProducerBatchCompression(kgo.NoCompression()),
			"snappy": kgo.ProducerBatchCompression(kgo.SnappyCompression()),
			"lz4":    kgo.ProducerBatchCompression(kgo.Lz4Compression()),
		})
	case "RecordPartitioner":
		return oneOf(value, map[string]kgo.Opt{
			"StickyPartitioner":     kgo.RecordPartitioner(kgo.StickyPartitioner()),
			"StickyKeyPartitioner":  kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)),
			"RoundRobinPartitioner": kgo.RecordPartitioner(kgo.RoundRobinPartitioner()),
		})
	case "ProducerLinger":
		linger, err := time.ParseDuration(value)
		return kgo.ProducerLinger(linger), err
	}
	number, err := strconv.Atoi(value)
	if err != nil {
		return nil, fmt.Errorf("%s takes a whole number", name)
	}
	switch name {
	case "ProducerBatchMaxBytes":
		return kgo.ProducerBatchMaxBytes(int32(number)), nil
	case "MaxBufferedRecords":
		return kgo.MaxBufferedRecords(number), nil
	case "MaxProduceRequestsInflightPerBroker":
		return kgo.MaxProduceRequestsInflightPerBroker(number), nil
	case "BrokerMaxWriteBytes":
		return kgo.BrokerMaxWriteBytes(int32(number)), nil
	case "GOGC":
		debug.SetGCPercent(number)
		return nil, nil
	}
	return nil, fmt.Errorf("%s: this driver knows no such option", name)
}

func oneOf(value string, options map[string]kgo.Opt) (kgo.Opt, error) {
	option, known := options[value]
	if !known {
		return nil, fmt.Errorf("%s is not one of its values", value)
	}
	return option, nil
}

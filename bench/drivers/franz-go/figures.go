package main

import (
	"os"
	"regexp"
	"strconv"
	"syscall"
	"time"
)

// The one line that the driver prints.
type figures struct {
	Client        string  `json:"client"`
	Runtime       string  `json:"runtime"`
	Delivered     int     `json:"delivered"`
	Seconds       float64 `json:"seconds"`
	UserSeconds   float64 `json:"userSeconds"`
	SystemSeconds float64 `json:"systemSeconds"`
	RssPeakMiB    float64 `json:"rssPeakMiB"`
	P50Us         float64 `json:"p50Us,omitempty"`
	P99Us         float64 `json:"p99Us,omitempty"`
}

// Clock and CPU of all threads of the process, from now on.
type measuring struct {
	started time.Time
	before  syscall.Rusage
}

func startMeasuring() measuring {
	return measuring{time.Now(), usage()}
}

func (m measuring) stop(delivered int) figures {
	seconds := time.Since(m.started).Seconds()
	after := usage()
	return figures{
		Delivered:     delivered,
		Seconds:       seconds,
		UserSeconds:   secondsOf(after.Utime) - secondsOf(m.before.Utime),
		SystemSeconds: secondsOf(after.Stime) - secondsOf(m.before.Stime),
		RssPeakMiB:    rssPeakMiB(after),
	}
}

func usage() (usage syscall.Rusage) {
	// It fails only for an argument that is wrong.
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage
}

func secondsOf(time syscall.Timeval) float64 {
	return float64(time.Sec) + float64(time.Usec)/1e6
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// ru_maxrss may be that of the process that started this one, since Linux keeps it over exec: VmHWM is our own.
func rssPeakMiB(usage syscall.Rusage) float64 {
	status, _ := os.ReadFile("/proc/self/status")
	if found := highWater.FindSubmatch(status); found != nil {
		kilobytes, _ := strconv.ParseFloat(string(found[1]), 64)
		return kilobytes / 1024
	}
	return float64(usage.Maxrss) / 1024
}

func percentile(sorted []float64, percent int) float64 {
	return sorted[(len(sorted)*percent+99)/100-1]
}

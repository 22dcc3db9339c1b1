// Go: CLIENT=franz (franz-go with kotel) or sarama (with otelsarama). The scenario is in ../README.md.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

const (
	duplicate = "o-051"
	failsOnce = "o-052"
	fails     = "o-053"
	deleted   = "o-054"
	unsampled = "o-055"
)

type header struct{ name, value string }

// What is sent, and what came: value nil for a tombstone.
type message struct {
	topic, key string
	value      []byte
	headers    []header
}

func (m message) header(name string) string {
	for _, header := range m.headers {
		if header.name == name {
			return header.value
		}
	}
	return ""
}

// A client sends under a context and tells the coordinates; consumers hand each message over with the context of its span.
// An error from the handler means that the message must come again.
type client interface {
	send(ctx context.Context, m message) (at string)
	consume(ctx context.Context, group, topic string, handle func(ctx context.Context, at string, m message) error)
	close()
}

var (
	brokers    = os.Getenv("BROKERS")
	correlated = os.Getenv("CORRELATED") == "1"
	journal    *os.File
	lock       sync.Mutex
	done       = map[string]bool{}
	paid       = map[string]bool{}
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func note(line map[string]any) {
	lock.Lock()
	defer lock.Unlock()
	text, err := json.Marshal(line)
	must(err)
	_, err = fmt.Fprintf(journal, "%s\n", text)
	must(err)
}

func mark(set map[string]bool, name string) {
	lock.Lock()
	defer lock.Unlock()
	set[name] = true
}

func until(set map[string]bool, names ...string) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		lock.Lock()
		all := true
		for _, name := range names {
			all = all && set[name]
		}
		lock.Unlock()
		if all {
			return
		}
	}
	panic(fmt.Sprintf("nothing more happens; done: %v", done))
}

func names(first, last int) (list []string) {
	for number := first; number <= last; number++ {
		list = append(list, fmt.Sprintf("o-%03d", number))
	}
	return list
}

func spanOf(ctx context.Context) (string, string, bool) {
	at := trace.SpanContextFromContext(ctx)
	return at.TraceID().String(), at.SpanID().String(), at.IsSampled()
}

func send(ctx context.Context, c client, topic, kind, order, correlation, id, because, under string, value []byte, more ...header) {
	if id == "" {
		id = uuid.NewString()
	}
	headers := []header{{"message-id", id}, {"event-type", kind}}
	if correlation != "" {
		headers = append(headers, header{"correlation-id", correlation})
	}
	at := c.send(ctx, message{topic, order, value, append(headers, more...)})
	line := map[string]any{"made": "message", "order": order, "at": at, "because": nil, "under": under}
	if because != "" {
		line["because"] = because
	}
	note(line)
}

func body(order string) []byte {
	number, err := strconv.Atoi(order[2:])
	must(err)
	return fmt.Appendf(nil, `{"orderId":"%s","amount":%d}`, order, number*10)
}

func checkout(c client, order string) {
	parent := context.Background()
	if order == unsampled {
		id := uuid.New()
		parent = trace.ContextWithRemoteSpanContext(parent, trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID(id), SpanID: trace.SpanID(id[:8]), Remote: true}))
	}
	ctx, span := otel.Tracer("recorder").Start(parent, "POST /orders", trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	traceID, spanID, sampled := spanOf(ctx)
	note(map[string]any{"made": "span", "order": order, "trace": traceID, "span": spanID, "sampled": sampled})
	correlation := ""
	if correlated {
		correlation = uuid.NewString()
	}
	send(ctx, c, "orders.created", "order.created", order, correlation, "", "", "one", body(order))
	if order == deleted {
		until(done, order)
		send(ctx, c, "orders.created", "order.deleted", order, correlation, "", "", "one", nil)
		until(done, order+" deleted")
	}
}

func handled(ctx context.Context, order, at, group string, failed bool) {
	traceID, spanID, sampled := spanOf(ctx)
	note(map[string]any{"made": "handled", "order": order, "at": at, "group": group, "trace": traceID, "span": spanID, "sampled": sampled, "failed": failed})
}

func pay(c client, under string) func(context.Context, string, message) error {
	return func(ctx context.Context, at string, m message) error {
		handled(ctx, m.key, at, "payment", false)
		if m.value == nil {
			mark(done, m.key+" deleted")
			return nil
		}
		id := uuid.NewString()
		for copies := 0; copies < 1 || (m.key == duplicate && copies < 2); copies++ {
			send(ctx, c, "payments", "payment.completed", m.key, m.header("correlation-id"), id, at, under, body(m.key))
		}
		mark(paid, m.key)
		return nil
	}
}

func ship(c client, under string) func(context.Context, string, message) error {
	attempts, times, shipped := map[string]int{}, map[string]int{}, map[string]bool{}
	var alone sync.Mutex
	return func(ctx context.Context, at string, m message) error {
		alone.Lock()
		defer alone.Unlock()
		attempts[m.key]++
		failing := m.key == fails || (m.key == failsOnce && attempts[m.key] == 1)
		handled(ctx, m.key, at, "shipping", failing)
		if failing {
			trace.SpanFromContext(ctx).SetStatus(codes.Error, "no such address")
			if attempts[m.key] == 1 {
				return errors.New("no such address")
			}
			more := []header{{"x-original-topic", m.topic}, {"x-error-message", "no such address"}, {"x-retry-count", "2"}}
			send(ctx, c, "payments.shipping.dlq", "payment.completed", m.key, m.header("correlation-id"), m.header("message-id"), at, "copy", m.value, more...)
			mark(done, m.key)
			return nil
		}
		// What came twice is shipped once.
		if id := m.header("message-id"); !shipped[id] {
			shipped[id] = true
			send(ctx, c, "shipments", "shipment.created", m.key, m.header("correlation-id"), "", at, under, body(m.key))
		}
		times[m.key]++
		if times[m.key] == 1 && m.key != duplicate || times[m.key] == 2 {
			mark(done, m.key)
		}
		return nil
	}
}

func main() {
	var err error
	journal, err = os.OpenFile(os.Getenv("JOURNAL"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	must(err)
	exporter, err := otlptracehttp.New(context.Background())
	must(err)
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.TraceContext{})

	var c client
	if os.Getenv("CLIENT") == "sarama" {
		c = newSarama()
	} else {
		c = newFranz()
	}
	ctx, stop := context.WithCancel(context.Background())
	var consumers sync.WaitGroup
	for _, order := range names(1, 50) {
		checkout(c, order)
	}
	consumers.Go(func() { c.consume(ctx, "payment", "orders.created", pay(c, "one")) })
	until(paid, names(1, 50)...)
	consumers.Go(func() { c.consume(ctx, "shipping", "payments", ship(c, "one")) })
	until(done, names(1, 50)...)
	for _, order := range names(51, 55) {
		checkout(c, order)
		until(done, order)
	}
	for _, order := range names(56, 60) {
		checkout(c, order)
	}
	until(done, names(56, 60)...)
	stop()
	consumers.Wait()
	c.close()
	must(provider.Shutdown(context.Background()))
}

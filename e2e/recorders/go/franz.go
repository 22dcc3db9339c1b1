package main

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/plugin/kotel"
)

// franz-go: kotel makes a publish and a receive span each; the handler runs in a process span.
type franz struct{ producer *kgo.Client }

func newFranz() client {
	hooks := kotel.NewKotel(kotel.WithTracer(kotel.NewTracer())).Hooks()
	producer, err := kgo.NewClient(kgo.SeedBrokers(brokers), kgo.WithHooks(hooks...))
	must(err)
	return &franz{producer}
}

func place(record *kgo.Record) string {
	return fmt.Sprintf("%s/%d/%d", record.Topic, record.Partition, record.Offset)
}

func (f *franz) send(ctx context.Context, m message) string {
	record := &kgo.Record{Topic: m.topic, Key: []byte(m.key), Value: m.value}
	for _, header := range m.headers {
		record.Headers = append(record.Headers, kgo.RecordHeader{Key: header.name, Value: []byte(header.value)})
	}
	must(f.producer.ProduceSync(ctx, record).FirstErr())
	return place(record)
}

func (f *franz) consume(ctx context.Context, group, topic string, handle func(context.Context, string, message) error) {
	tracer := kotel.NewTracer(kotel.ConsumerGroup(group))
	consumer, err := kgo.NewClient(kgo.SeedBrokers(brokers), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.WithHooks(kotel.NewKotel(kotel.WithTracer(tracer)).Hooks()...))
	must(err)
	defer consumer.Close()
	for ctx.Err() == nil {
		for _, record := range consumer.PollFetches(ctx).Records() {
			m := message{topic: record.Topic, key: string(record.Key), value: record.Value}
			for _, h := range record.Headers {
				m.headers = append(m.headers, header{h.Key, string(h.Value)})
			}
			// Tried again at once, in a process span of its own.
			for again := true; again; {
				spanned, span := tracer.WithProcessSpan(record)
				again = handle(spanned, place(record), m) != nil
				span.End()
			}
		}
	}
}

func (f *franz) close() { f.producer.Close() }

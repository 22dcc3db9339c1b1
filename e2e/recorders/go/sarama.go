package main

import (
	"context"
	"fmt"

	"github.com/IBM/sarama"
	"github.com/dnwe/otelsarama"
	"go.opentelemetry.io/otel"
)

// sarama: otelsarama's spans are over before the handler has the message; what it sends goes on from the message's own context.
type saramaClient struct {
	config   *sarama.Config
	producer sarama.SyncProducer
}

func newSarama() client {
	config := sarama.NewConfig()
	config.Version = sarama.V3_6_0_0
	config.Producer.Return.Successes = true
	config.Producer.Compression = sarama.CompressionZSTD
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	producer, err := sarama.NewSyncProducer([]string{brokers}, config)
	must(err)
	return &saramaClient{config, otelsarama.WrapSyncProducer(config, producer)}
}

func (s *saramaClient) send(ctx context.Context, m message) string {
	out := &sarama.ProducerMessage{Topic: m.topic, Key: sarama.StringEncoder(m.key)}
	if m.value != nil {
		out.Value = sarama.ByteEncoder(m.value)
	}
	for _, header := range m.headers {
		out.Headers = append(out.Headers, sarama.RecordHeader{Key: []byte(header.name), Value: []byte(header.value)})
	}
	otel.GetTextMapPropagator().Inject(ctx, otelsarama.NewProducerMessageCarrier(out))
	partition, offset, err := s.producer.SendMessage(out)
	must(err)
	return fmt.Sprintf("%s/%d/%d", m.topic, partition, offset)
}

type saramaHandler struct {
	handle func(context.Context, string, message) error
}

func (saramaHandler) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (saramaHandler) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (h saramaHandler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for record := range claim.Messages() {
		m := message{topic: record.Topic, key: string(record.Key), value: record.Value}
		for _, head := range record.Headers {
			m.headers = append(m.headers, header{string(head.Key), string(head.Value)})
		}
		// The consumer's span was put in place of the sender's.
		ctx := otel.GetTextMapPropagator().Extract(context.Background(), otelsarama.NewConsumerMessageCarrier(record))
		at := fmt.Sprintf("%s/%d/%d", record.Topic, record.Partition, record.Offset)
		for h.handle(ctx, at, m) != nil {
		}
		session.MarkMessage(record, "")
	}
	return nil
}

func (s *saramaClient) consume(ctx context.Context, group, topic string, handle func(context.Context, string, message) error) {
	consumer, err := sarama.NewConsumerGroup([]string{brokers}, group, s.config)
	must(err)
	defer consumer.Close()
	handler := otelsarama.WrapConsumerGroupHandler(saramaHandler{handle})
	for ctx.Err() == nil {
		must(consumer.Consume(ctx, []string{topic}, handler))
	}
}

func (s *saramaClient) close() { must(s.producer.Close()) }

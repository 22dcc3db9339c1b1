import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Plain kafka-clients: consumers that poll, handle what came one by one, and send inside the loop or (SEND=after) after it. */
public final class Recorder {
    private static final boolean AFTER = "after".equals(System.getenv("SEND"));
    private static volatile boolean stopping = false;

    private interface Handler {
        /** Null where nothing is to be sent. Throws where the message must come again. */
        List<ProducerRecord<String, String>> handle(ConsumerRecord<String, String> record);
    }

    public static void main(String[] args) throws Exception {
        Orders.names(1, 50).forEach(Orders::checkout);
        Thread payment = consume("payment", Orders.CREATED, Recorder::pay);
        Orders.until(() -> paid.containsAll(Orders.names(1, 50)));
        Thread shipping = consume("shipping", Orders.PAYMENTS, Recorder::ship);
        Orders.untilAllDone(Orders.names(1, 50));
        Orders.checkoutTheRest();
        stopping = true;
        payment.join();
        shipping.join();
        Orders.close();
    }

    private static final Set<String> paid = java.util.concurrent.ConcurrentHashMap.newKeySet();
    private static final Set<String> shippedIds = new HashSet<>();
    private static final Map<String, Integer> attempts = new HashMap<>();

    private static List<ProducerRecord<String, String>> pay(ConsumerRecord<String, String> record) {
        String order = record.key();
        if (record.value() == null) {
            Orders.done(order + " deleted");
            return List.of();
        }
        String correlationId = Orders.header(record.headers(), "correlation-id");
        String id = UUID.randomUUID().toString();
        List<ProducerRecord<String, String>> sends = new ArrayList<>();
        for (int copies = order.equals(Orders.DUPLICATE) ? 2 : 1; copies > 0; copies--) sends.add(Orders.message(Orders.PAYMENTS, "payment.completed", order, correlationId, id));
        return sends;
    }

    private static List<ProducerRecord<String, String>> ship(ConsumerRecord<String, String> record) {
        String order = record.key();
        int attempt = attempts.merge(order, 1, Integer::sum);
        if (order.equals(Orders.FAILS_ONCE) && attempt == 1) throw new IllegalStateException("no carrier answers");
        if (order.equals(Orders.FAILS)) {
            if (attempt == 1) throw new IllegalStateException("no such address");
            fail(new IllegalStateException("no such address"));
            return List.of(deadLetter(record));
        }
        // What came twice is shipped once.
        if (!shippedIds.add(Orders.header(record.headers(), "message-id"))) return List.of();
        return List.of(Orders.message(Orders.SHIPMENTS, "shipment.created", order, Orders.header(record.headers(), "correlation-id"), null));
    }

    private static ProducerRecord<String, String> deadLetter(ConsumerRecord<String, String> record) {
        ProducerRecord<String, String> dead = new ProducerRecord<>("payments.shipping.dlq", null, record.key(), record.value());
        record.headers().forEach(header -> {
            if (!header.key().equals("traceparent")) dead.headers().add(header);
        });
        Orders.header(dead, "x-original-topic", record.topic());
        Orders.header(dead, "x-original-partition", String.valueOf(record.partition()));
        Orders.header(dead, "x-original-offset", String.valueOf(record.offset()));
        Orders.header(dead, "x-exception-class", "java.lang.IllegalStateException");
        Orders.header(dead, "x-error-message", "no such address");
        Orders.header(dead, "x-retry-count", "2");
        return dead;
    }

    private static void fail(RuntimeException error) {
        Span.current().recordException(error);
        Span.current().setStatus(StatusCode.ERROR, error.getMessage());
    }

    private static Thread consume(String group, String topic, Handler handler) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", Orders.BROKERS);
        settings.put("group.id", group);
        settings.put("client.id", group);
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("fetch.max.wait.ms", "100");
        Thread thread = new Thread(() -> {
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
                consumer.subscribe(List.of(topic));
                while (!stopping) {
                    ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(200));
                    if (!records.isEmpty()) takeAll(consumer, group, records, handler);
                }
            }
        }, group);
        thread.start();
        return thread;
    }

    private record Waiting(ProducerRecord<String, String> record, String because) {}

    private static void takeAll(KafkaConsumer<String, String> consumer, String group, ConsumerRecords<String, String> records, Handler handler) {
        List<Waiting> later = new ArrayList<>();
        // Going through the records again would make the agent say that they were processed again.
        List<String> handled = new ArrayList<>();
        ConsumerRecord<String, String> again = null;
        for (ConsumerRecord<String, String> record : records) {
            String at = record.topic() + "/" + record.partition() + "/" + record.offset();
            List<ProducerRecord<String, String>> sends;
            try {
                sends = handler.handle(record);
            } catch (IllegalStateException error) {
                fail(error);
                Journal.handled(record.key(), at, group, true);
                again = record;
                continue;
            }
            Journal.handled(record.key(), at, group, sends.stream().anyMatch(send -> send.topic().endsWith(".dlq")));
            for (ProducerRecord<String, String> send : sends) {
                if (AFTER) later.add(new Waiting(send, at));
                else sendNow(send, at, "one");
            }
            if (AFTER) handled.add(record.key());
            else finish(group, record.key());
        }
        for (Waiting waiting : later) sendNow(waiting.record, waiting.because, "nothing");
        for (String order : handled) finish(group, order);
        if (again == null) consumer.commitSync();
        else consumer.seek(new TopicPartition(again.topic(), again.partition()), again.offset());
    }

    private static void sendNow(ProducerRecord<String, String> record, String because, String under) {
        Orders.send(record, because, record.topic().endsWith(".dlq") ? "copy" : under);
    }

    private static final Map<String, Integer> shippedTimes = new HashMap<>();

    private static void finish(String group, String order) {
        if (group.equals("payment")) paid.add(order);
        else if (shippedTimes.merge(order, 1, Integer::sum) == (order.equals(Orders.DUPLICATE) ? 2 : 1)) Orders.done(order);
    }
}

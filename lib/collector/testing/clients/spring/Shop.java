package shop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.EnableKafkaRetryTopic;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.serializer.DelegatingByTypeSerializer;
import org.springframework.kafka.support.serializer.JacksonJsonSerializer;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.backoff.FixedBackOff;

/**
 * A small shop whose listeners fail on some messages until the file -Dhealed is there. All its topics begin with -Dprefix.
 * What it cannot handle goes to `…-dlt`, by the error handler or, after two retries on `…-retry`, by the retryable listener.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableKafkaRetryTopic
public class Shop {
    record Order(String id, Long amount, String currency) {}

    record Payout(String id, String account) {}

    private final KafkaTemplate<Object, Object> template;
    private final String prefix = System.getProperty("prefix");
    private final Path healed = Path.of(System.getProperty("healed"));

    Shop(KafkaTemplate<Object, Object> template) {
        this.template = template;
    }

    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }

    @KafkaListener(groupId = "${prefix}.billing", topics = "${prefix}.orders", properties = "spring.json.value.default.type=shop.Shop$Order")
    void bill(ConsumerRecord<String, Order> record) {
        Order order = record.value();
        String currency = order.currency() == null && Files.exists(healed) ? "EUR" : order.currency().toUpperCase();
        ProducerRecord<Object, Object> invoice = new ProducerRecord<>(prefix + ".invoices", record.key(), Map.of("orderId", order.id(), "total", order.amount() + " " + currency));
        Header correlation = record.headers().lastHeader("correlation-id");
        if (correlation != null) invoice.headers().add(correlation);
        template.send(invoice);
    }

    @RetryableTopic(attempts = "3", backOff = @BackOff(delay = 50), autoCreateTopics = "false", autoStartDltHandler = "false")
    @KafkaListener(groupId = "${prefix}.payouts", topics = "${prefix}.payouts", properties = "spring.json.value.default.type=shop.Shop$Payout")
    void payOut(ConsumerRecord<String, Payout> record) {
        Payout payout = record.value();
        if (payout.account().startsWith("closed") && !Files.exists(healed)) throw new IllegalStateException("account " + payout.account().substring(7) + " is closed");
        template.send(prefix + ".transfers", record.key(), payout);
    }

    /** Reads what `bill` could not handle, and cannot handle it either. */
    @KafkaListener(groupId = "${prefix}.support", topics = "${prefix}.orders-dlt", properties = "value.deserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer")
    void tellSupport(ConsumerRecord<String, byte[]> record) {
        if (record.key() != null && record.key().startsWith("vip")) throw new UnsupportedOperationException("nobody answers the telephone");
    }

    @Bean
    static DefaultErrorHandler errorHandler(KafkaTemplate<Object, Object> template) {
        return new DefaultErrorHandler(new DeadLetterPublishingRecoverer(template), new FixedBackOff(20, 1));
    }

    /** What could not be decoded is given up byte for byte; anything else is written as JSON again. */
    @Bean
    @SuppressWarnings("unchecked")
    static DefaultKafkaProducerFactoryCustomizer bytesAsTheyAre() {
        Map<Class<?>, Serializer<?>> serializers = new LinkedHashMap<>();
        serializers.put(byte[].class, new ByteArraySerializer());
        serializers.put(Object.class, new JacksonJsonSerializer<>());
        return factory -> ((DefaultKafkaProducerFactory<?, Object>) factory).setValueSerializer(new DelegatingByTypeSerializer(serializers, true));
    }

    @Bean
    static TaskScheduler taskScheduler() {
        return new ThreadPoolTaskScheduler();
    }
}

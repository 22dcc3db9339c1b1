"""CONSUME=poll or consume (confluent-kafka), iterate (kafka-python), getone or getmany (aiokafka), with OpenTelemetry's instrumentation. The scenario is in ../README.md."""

import asyncio
import json
import os
import threading
import time
import uuid

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.aiokafka import AIOKafkaInstrumentor
from opentelemetry.instrumentation.confluent_kafka import ConfluentKafkaInstrumentor
from opentelemetry.instrumentation.kafka import KafkaInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags

BROKERS = os.environ["BROKERS"]
CONSUME = os.environ["CONSUME"]
CORRELATED = os.environ["CORRELATED"] == "1"
DUPLICATE, FAILS_ONCE, FAILS, DELETED, UNSAMPLED = "o-051", "o-052", "o-053", "o-054", "o-055"

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
ConfluentKafkaInstrumentor().instrument()
KafkaInstrumentor().instrument()
AIOKafkaInstrumentor().instrument()
import aiokafka  # noqa: E402  instrumented above
import confluent_kafka  # noqa: E402
import kafka  # noqa: E402

tracer = trace.get_tracer("recorder")
journal = open(os.environ["JOURNAL"], "a", encoding="utf-8")
writing = threading.Lock()
done, paid = set(), set()
stopping = threading.Event()


def note(**line):
    with writing:
        journal.write(json.dumps(line) + "\n")
        journal.flush()


def current():
    at = trace.get_current_span().get_span_context()
    return {"trace": f"{at.trace_id:032x}", "span": f"{at.span_id:016x}", "sampled": at.trace_flags.sampled}


class ConfluentSender:
    def __init__(self):
        self.producer = confluent_kafka.Producer({"bootstrap.servers": BROKERS, "linger.ms": 0})

    def send(self, topic, key, value, headers):
        places = []
        self.producer.produce(topic, value, key=key, headers=headers, on_delivery=lambda error, message: places.append(message))
        self.producer.flush()
        return f"{topic}/{places[0].partition()}/{places[0].offset()}"


class PureSender:
    def __init__(self):
        self.producer = kafka.KafkaProducer(bootstrap_servers=BROKERS)

    def send(self, topic, key, value, headers):
        sent = self.producer.send(topic, value=value, key=key, headers=headers).get(30)
        return f"{topic}/{sent.partition}/{sent.offset}"


class AioSender:
    """A loop of its own; what is sent keeps the context of who sends it."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.producer = self.run(self.start())

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    async def start(self):
        producer = aiokafka.AIOKafkaProducer(bootstrap_servers=BROKERS)
        await producer.start()
        return producer

    def send(self, topic, key, value, headers):
        sent = self.run(self.producer.send_and_wait(topic, value=value, key=key, headers=headers))
        return f"{topic}/{sent.partition}/{sent.offset}"

    def close(self):
        self.run(self.producer.stop())


sender = {"iterate": PureSender, "getone": AioSender, "getmany": AioSender}.get(CONSUME, ConfluentSender)()


def send(topic, kind, order, correlation, because, under, message_id=None, more=(), value=""):
    headers = [("message-id", (message_id or str(uuid.uuid4())).encode()), ("event-type", kind.encode())]
    if correlation is not None:
        headers.append(("correlation-id", correlation))
    headers.extend(more)
    body = json.dumps({"orderId": order, "amount": int(order[2:]) * 10}).encode() if value == "" else value
    at = sender.send(topic, order.encode(), body, headers)
    note(made="message", order=order, at=at, because=because, under=under)


def names(first, last):
    return [f"o-{number:03}" for number in range(first, last + 1)]


def until(is_so):
    end = time.time() + 60
    while not is_so():
        if time.time() > end:
            raise RuntimeError(f"nothing more happens; done: {sorted(done)}")
        time.sleep(0.01)


def checkout(order):
    parent = None
    if order == UNSAMPLED:
        parent = trace.set_span_in_context(NonRecordingSpan(SpanContext(uuid.uuid4().int, uuid.uuid4().int >> 64, True, TraceFlags(0))))
    with tracer.start_as_current_span("POST /orders", context=parent, kind=SpanKind.SERVER):
        note(made="span", order=order, **current())
        correlation = str(uuid.uuid4()).encode() if CORRELATED else None
        send("orders.created", "order.created", order, correlation, None, "one")
        if order == DELETED:
            until(lambda: order in done)
            send("orders.created", "order.deleted", order, correlation, None, "one", value=None)
            until(lambda: f"{order} deleted" in done)


class Incoming:
    """under: whose the span is that is current while it is handled."""

    def __init__(self, order, at, value, headers, under):
        self.order, self.at, self.value, self.headers, self.under = order, at, value, dict(headers), under

    def handled(self, group, failed):
        note(made="handled", order=self.order, at=self.at, group=group, failed=failed, **current())


def pay(incoming):
    order = incoming.order
    incoming.handled("payment", False)
    if incoming.value is None:
        done.add(f"{order} deleted")
        return True
    message_id = str(uuid.uuid4())
    for _ in range(2 if order == DUPLICATE else 1):
        send("payments", "payment.completed", order, incoming.headers.get("correlation-id"), incoming.at, incoming.under, message_id)
    paid.add(order)
    return True


attempts, shipped, times = {}, set(), {}


def ship(incoming):
    """False where the message must come again."""
    order = incoming.order
    attempts[order] = attempts.get(order, 0) + 1
    fails = order == FAILS or (order == FAILS_ONCE and attempts[order] == 1)
    incoming.handled("shipping", fails)
    if fails:
        trace.get_current_span().set_status(Status(StatusCode.ERROR, "no such address"))
        if attempts[order] == 1:
            return False
        topic, partition, offset = incoming.at.split("/")
        more = [("x-original-topic", topic.encode()), ("x-original-partition", partition.encode()), ("x-original-offset", offset.encode()), ("x-error-message", b"no such address"), ("x-retry-count", b"2")]
        send("payments.shipping.dlq", "payment.completed", order, incoming.headers.get("correlation-id"), incoming.at, "copy", incoming.headers["message-id"].decode(), more, incoming.value)
        done.add(order)
        return True
    # What came twice is shipped once.
    if incoming.headers["message-id"] not in shipped:
        send("shipments", "shipment.created", order, incoming.headers.get("correlation-id"), incoming.at, incoming.under)
    shipped.add(incoming.headers["message-id"])
    times[order] = times.get(order, 0) + 1
    if times[order] == (2 if order == DUPLICATE else 1):
        done.add(order)
    return True


def consume_confluent(group, topic, handle):
    consumer = confluent_kafka.Consumer({"bootstrap.servers": BROKERS, "group.id": group, "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    while not stopping.is_set():
        if CONSUME == "poll":
            one = consumer.poll(0.2)
            messages = [] if one is None else [one]
        else:
            messages = consumer.consume(100, 0.5)
        under = "several" if len(messages) > 1 else "one"
        for message in messages:
            at = f"{message.topic()}/{message.partition()}/{message.offset()}"
            if not handle(Incoming(message.key().decode(), at, message.value(), message.headers(), under)):
                consumer.seek(confluent_kafka.TopicPartition(message.topic(), message.partition(), message.offset()))
    consumer.close()


def consume_pure(group, topic, handle):
    consumer = kafka.KafkaConsumer(topic, bootstrap_servers=BROKERS, group_id=group, auto_offset_reset="earliest", consumer_timeout_ms=200)
    while not stopping.is_set():
        for message in consumer:
            at = f"{message.topic}/{message.partition}/{message.offset}"
            # Its span has ended before we are given the message.
            if not handle(Incoming(message.key.decode(), at, message.value, message.headers, "nothing")):
                consumer.seek(kafka.TopicPartition(message.topic, message.partition), message.offset)
                break
    consumer.close()


async def consume_aio(group, topic, handle):
    consumer = aiokafka.AIOKafkaConsumer(topic, bootstrap_servers=BROKERS, group_id=group, auto_offset_reset="earliest")
    await consumer.start()
    while not stopping.is_set():
        if CONSUME == "getmany":
            messages = [message for part in (await consumer.getmany(timeout_ms=200)).values() for message in part]
        else:
            try:
                messages = [await asyncio.wait_for(consumer.getone(), 0.2)]
            except asyncio.TimeoutError:
                messages = []
        for message in messages:
            at = f"{message.topic}/{message.partition}/{message.offset}"
            # Its span has ended before we are given the message.
            if not handle(Incoming(message.key.decode(), at, message.value, message.headers, "nothing")):
                consumer.seek(aiokafka.TopicPartition(message.topic, message.partition), message.offset)
    await consumer.stop()


def consume(group, topic, handle):
    asynchronous = CONSUME.startswith("get")
    target = (lambda *args: asyncio.run(consume_aio(*args))) if asynchronous else consume_pure if CONSUME == "iterate" else consume_confluent
    thread = threading.Thread(target=target, args=(group, topic, handle), daemon=True)
    thread.start()
    return thread


for name in names(1, 50):
    checkout(name)
consumers = [consume("payment", "orders.created", pay)]
until(lambda: paid.issuperset(names(1, 50)))
consumers.append(consume("shipping", "payments", ship))
until(lambda: done.issuperset(names(1, 50)))
for name in names(51, 55):
    checkout(name)
    until(lambda: name in done)
for name in names(56, 60):
    checkout(name)
until(lambda: done.issuperset(names(56, 60)))
stopping.set()
for thread in consumers:
    thread.join()
if isinstance(sender, AioSender):
    sender.close()
provider.shutdown()

/**
 * Deliveries of webhooks: received over HTTP, proven by their signature, durable in an inbox topic
 * before the sender hears of it, and each landed once.
 *
 * <p>Knows HTTP, signatures and the inbox; nothing of Camel, and nothing of where deliveries land.
 * Start with {@link io.caravan.webhook.Reception}, which is one request from its first byte to the
 * answer.
 */
package io.caravan.webhook;

import { expect, it } from 'vitest';
import { looksUnique } from '#lib/core/conventions/unique-looking.ts';

it.each([
  '3d6f1f6a-4b0e-4d1c-9a52-0d4f5d9f1b11',
  '{3D6F1F6A-4B0E-4D1C-9A52-0D4F5D9F1B11}',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '0ujtsYcgvSTl8PAuAdqWYSMnLOv',
  '507f1f77bcf86cd799439011',
  '0af7651916cd43dd8448eb211c80319c',
  'V1StGXR8_Z5jdHi6B-myT',
  'evt_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'order:3d6f1f6a-4b0e-4d1c-9a52-0d4f5d9f1b11',
])('%s looks unique', (value) => {
  expect(looksUnique(value)).toBe(true);
});

it.each([
  '42',
  '12345678901234567890123456789012',
  'order-4711',
  'customer-profile-updated-v2-2026',
  'CustomerProfileUpdatedEventHandler2',
  '2026-01-31T10:00:00.000Z',
  '11111111-1111-1111-1111-111111111111',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'https://example.org/orders/1',
  '',
])('%s does not', (value) => {
  expect(looksUnique(value)).toBe(false);
});

import { DATA_POLICY } from './lib/web/content-policy.ts';

/** For every answer, files of the build included. The content policy of pages is in proxy.ts: its nonce is new for each. */
const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
];

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  serverExternalPackages: ['pg', 'pino', 'prom-client', '@prisma/client', '@prisma/adapter-pg'],
  // `npm run dev` listens on 127.0.0.1, which Next does not count as localhost.
  allowedDevOrigins: ['127.0.0.1'],
  headers: () => Promise.resolve([{ source: '/:path*', headers }, ...['/api', '/metrics'].map((root) => ({ source: `${root}/:path*`, headers: [{ key: 'Content-Security-Policy', value: DATA_POLICY }] }))]),
  // Browsers ask for it by this name too, whatever a page says.
  rewrites: () => Promise.resolve([{ source: '/favicon.ico', destination: '/icon.svg' }]),
};

export default config;

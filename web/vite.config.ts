import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

// One page, one bundle per audience. `npm run dev` proxies the API of a running ./dev run.
export default defineConfig({
  plugins: [vue()],
  appType: 'mpa',
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0, // the pages' policy lets nothing load from a data: address but pictures
    modulePreload: { polyfill: false },
    rollupOptions: { input: { desk: 'desk.html' } },
  },
  server: { proxy: { '/api': process.env.API ?? 'http://127.0.0.1:8000' } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});

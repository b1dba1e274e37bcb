import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // It imports JSON as only bundlers do.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/temporary-directory.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

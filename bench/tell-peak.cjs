// Loaded ahead of what is measured: tells at its end how much memory the process took at most. Plain JavaScript, as having types
// taken out of it would cost more than what the smallest of these processes take.
const { writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

if (isMainThread)
  process.on('exit', () => {
    writeFileSync(process.env.BENCH_PEAK, String(process.resourceUsage().maxRSS / 1000));
  });

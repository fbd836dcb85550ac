/** When the browser has nothing else to do, or after a second; where it cannot tell (Safari), after that second. */
export const idle = (): Promise<void> =>
  new Promise((free) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => free(), { timeout: 1000 })
    else setTimeout(free, 1000)
  })

import { Drawer, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '../../api/http'
import type { RunRow } from '../../api/types'
import { ErrorPanel } from '../../kit/error-panel'
import { RunLength, RunState } from '../../kit/run-words'
import { bytes } from '../../kit/time'
import classes from './jobs.module.css'
import { type OutputPart, OutputText, plain } from './output-text'
import { removedWords } from './removed'

const pause = 700

interface Read {
  parts: readonly OutputPart[]
  readable: boolean
  done: boolean
  error: unknown
}

/** Reads what a run writes until it is over, and once more then. */
function useOutput(runId: string): Read {
  const [read, setRead] = useState<Read>({ parts: [], readable: true, done: false, error: null })
  useEffect(() => {
    const text = new OutputText()
    let from = 0
    let timer = 0
    let gone = false
    const next = async (): Promise<void> => {
      const { data, error } = await client.GET('/api/runs/{runId}', {
        params: { path: { runId }, query: { from } },
      })
      if (gone) return
      if (!data) {
        setRead((known) => ({ ...known, error }))
        return
      }
      for (const piece of data.pieces) text.add(piece)
      const more = data.pieces.length > 0
      from = data.next
      const done = !data.run.open && !more
      setRead({ parts: [...text.parts], readable: data.readable, done, error: null })
      if (!done) timer = window.setTimeout(() => void next(), more ? 0 : pause)
    }
    void next().catch((error: unknown) => setRead((known) => ({ ...known, error })))
    return () => {
      gone = true
      window.clearTimeout(timer)
    }
  }, [runId])
  return read
}

/** What the program of one device writes, as it comes. */
export function RunOutput({ run, onClose }: { run: RunRow; onClose: () => void }) {
  const { t } = useTranslation('jobs')
  const { parts, readable, done, error } = useOutput(run.id)
  const box = useRef<HTMLPreElement>(null)
  const following = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was added moves the end
  useEffect(() => {
    if (following.current && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [parts])
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={t('output.title', { device: run.deviceName })}
    >
      <Stack gap="sm">
        <Text size="sm">
          <RunState run={run} /> · <RunLength run={run} /> ·{' '}
          <Link to="/devices/$deviceId" params={{ deviceId: run.deviceId }}>
            {t('output.device')}
          </Link>
        </Text>
        {run.why && <Text size="sm">{run.why}</Text>}
        {error ? <ErrorPanel error={error} /> : null}
        {!readable && <Text c="dimmed">{t('output.hidden')}</Text>}
        {run.removed && <Text>{removedWords(t, run.removed)}</Text>}
        {readable && !run.removed && parts.length === 0 && (
          <Text c="dimmed">{done ? t('output.none') : t('output.noneYet')}</Text>
        )}
        {parts.length > 0 && (
          <pre
            ref={box}
            role="region"
            className={classes.output}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
            tabIndex={0}
            aria-label={t('output.title', { device: run.deviceName })}
            onScroll={({ currentTarget: at }) => {
              following.current = at.scrollHeight - at.scrollTop - at.clientHeight < 24
            }}
          >
            {parts.map((part, index) => (
              <span key={`${index} ${part.error}`} className={part.error ? classes.error : undefined}>
                {plain(part.text)}
              </span>
            ))}
          </pre>
        )}
        {parts.some((part) => part.error) && (
          <Text size="xs" c="dimmed">
            {t('output.errors')}
          </Text>
        )}
        {run.cut && <Text size="sm">{t('output.cut', { all: bytes(run.bytes) })}</Text>}
        {run.sha256 && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {t('output.hash')}: {run.sha256}
          </Text>
        )}
      </Stack>
    </Drawer>
  )
}

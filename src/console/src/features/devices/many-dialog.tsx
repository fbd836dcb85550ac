import { Button, Group, List, Modal, Progress, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceRow } from '../../api/types'
import { tell } from '../../kit/notify'
import { type Failed, useEach } from './each'

const mostShown = 20

export interface ManyDialogProps {
  title: string
  verb: string
  /** Those on which the person may do it. */
  rows: readonly DeviceRow[]
  /** How many more were chosen, on which not. */
  mayNot: number
  ready?: boolean
  /** It cannot be undone: the number is typed first. */
  danger?: boolean
  act: (row: DeviceRow) => Promise<void>
  /** What to say when it is done everywhere. */
  done: string
  onClose: () => void
  children: ReactNode
}

/** Asks once and does it with each of the chosen devices; each has an outcome of its own, and those that went wrong are named. */
export function ManyDialog(props: ManyDialogProps) {
  const { title, verb, rows, mayNot, ready = true, danger = false, done, onClose } = props
  const { t } = useTranslation('devices')
  const { progress, start, stop } = useEach<DeviceRow>(t('common:error.unreachableHint'))
  const [typed, setTyped] = useState('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is for the moment the dialog goes
  useEffect(() => stop, [])
  const count = String(rows.length)
  const sure = ready && rows.length > 0 && (!danger || typed === count)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!sure || progress) return
    if (await start(rows, props.act)) {
      tell(done)
      onClose()
    }
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {progress ? (
        <Stack gap="md">
          <Text role="status">
            {t(progress.running ? 'many.running' : 'many.over', {
              done: progress.done,
              count: progress.total,
            })}
          </Text>
          <Progress value={(100 * progress.done) / progress.total} aria-label={title} />
          <Failures failed={progress.failed} />
          <Group justify="flex-end">
            {progress.running ? (
              <Button variant="default" onClick={stop}>
                {t('many.stop')}
              </Button>
            ) : (
              <Button onClick={onClose}>{t('common:close')}</Button>
            )}
          </Group>
        </Stack>
      ) : (
        <form onSubmit={(event) => void submit(event)}>
          <Stack gap="md">
            {props.children}
            {mayNot > 0 && <Text size="sm">{t('common:action.mayNot', { count: mayNot })}</Text>}
            {danger && (
              <TextInput
                label={t('common:confirm.type', { name: count })}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                autoComplete="off"
              />
            )}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                {t('common:cancel')}
              </Button>
              <Button type="submit" disabled={!sure} {...(danger ? { color: 'red' } : {})}>
                {verb}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}

function Failures({ failed }: { failed: readonly Failed<DeviceRow>[] }) {
  const { t } = useTranslation('devices')
  if (failed.length === 0) return null
  return (
    <div role="alert">
      <Text c="red">{t('many.failed', { count: failed.length })}</Text>
      <List size="sm" mt="xs">
        {failed.slice(0, mostShown).map(({ row, why }) => (
          <List.Item key={row.id}>
            {row.name}: {why}
          </List.Item>
        ))}
        {failed.length > mostShown && (
          <List.Item>{t('many.more', { count: failed.length - mostShown })}</List.Item>
        )}
      </List>
    </div>
  )
}

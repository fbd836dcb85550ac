import { Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDanger } from '../../kit/confirm-danger'
import { FormModal } from '../../kit/form-modal'
import { NameForm } from '../../kit/name-form'
import { tell } from '../../kit/notify'
import { showName } from './codec'
import type { Link } from './link'
import { join } from './paths'
import type { Conflict } from './transfers'
import { why } from './words'

export interface Asked {
  verb: 'make' | 'rename' | 'copy' | 'move' | 'delete'
  names: string[]
}

interface Common {
  link: Link
  path: string
  /** The dialog is over; `changed` when the folder is another one now. */
  onClose: (changed: boolean) => void
}

/** What was asked for, in a dialog. */
export default function Dialog({ asked: { verb, names }, ...common }: Common & { asked: Asked }) {
  if (verb === 'make') return <MakeFolder {...common} />
  if (verb === 'rename') return <RenameFile {...common} name={names[0] ?? ''} />
  if (verb === 'delete') return <DeleteFiles {...common} names={names} />
  return <CopyFiles {...common} names={names} action={verb} />
}

/** Runs one request and keeps what a dialog shows of it. */
function useWork(onClose: (changed: boolean) => void) {
  const { t } = useTranslation('files')
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const [progress, setProgress] = useState('')
  const run = (link: Link, request: Record<string, unknown>, done: (count: number) => string) => {
    setPending(true)
    setProblem(null)
    link
      .ask(request, ({ count = 0, name = '' }) => setProgress(t('working', { count, name: showName(name) })))
      .then(
        (answer) => {
          tell(done(answer.count ?? 1))
          onClose(true)
        },
        (error: unknown) => {
          setPending(false)
          setProgress('')
          setProblem({ type: 'files', status: 409, title: '', detail: why(error, t), traceId: '' })
        },
      )
  }
  return { pending, problem, progress, run }
}

function MakeFolder({ link, path, onClose }: Common) {
  const { t } = useTranslation('files')
  const { pending, problem, run } = useWork(onClose)
  return (
    <NameForm
      title={t('make.title')}
      verb={t('make.verb')}
      label={t('make.name')}
      name=""
      pending={pending}
      error={problem}
      onName={(name) =>
        run(link, { action: 'mkdir', path: join(path || '/', name) }, () => t('make.done', { name }))
      }
      onClose={() => onClose(false)}
    />
  )
}

function RenameFile({ link, path, name, onClose }: Common & { name: string }) {
  const { t } = useTranslation('files')
  const { pending, problem, run } = useWork(onClose)
  return (
    <NameForm
      title={t('rename.title', { name: showName(name) })}
      verb={t('rename.verb')}
      label={t('rename.name')}
      name={name}
      pending={pending}
      error={problem}
      onName={(to) =>
        run(link, { action: 'rename', path, oldname: name, newname: to }, () =>
          t('rename.done', { name: showName(to) }),
        )
      }
      onClose={() => onClose(false)}
    />
  )
}

function CopyFiles({
  link,
  path,
  names,
  action,
  onClose,
}: Common & { names: string[]; action: 'copy' | 'move' }) {
  const { t } = useTranslation('files')
  const [to, setTo] = useState(path)
  const [conflict, setConflict] = useState<Conflict>('fail')
  const { pending, problem, progress, run } = useWork(onClose)
  const copying = action === 'copy'
  return (
    <FormModal
      title={copying ? t('copy.title', { count: names.length }) : t('move.title', { count: names.length })}
      verb={copying ? t('copy.verb') : t('move.verb')}
      pending={pending}
      error={problem}
      onSubmit={() =>
        run(link, { action, scpath: path, dspath: to, names, conflict }, () =>
          copying ? t('copy.done', { path: showName(to) }) : t('move.done', { path: showName(to) }),
        )
      }
      onClose={() => onClose(false)}
    >
      <TextInput
        label={t('to')}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        required
        data-autofocus
      />
      <Select
        label={t('taken')}
        value={conflict}
        allowDeselect={false}
        onChange={(value) => setConflict((value ?? 'fail') as Conflict)}
        data={(['fail', 'replace', 'keep', 'skip'] as const).map((value) => ({
          value,
          label: t(`conflict.${value}`),
        }))}
      />
      <Text size="sm" role="status">
        {progress}
      </Text>
    </FormModal>
  )
}

function DeleteFiles({ link, path, names, onClose }: Common & { names: string[] }) {
  const { t } = useTranslation('files')
  const { pending, problem, progress, run } = useWork(onClose)
  return (
    <ConfirmDanger
      title={t('delete.title', { count: names.length, name: showName(names[0] ?? '') })}
      verb={t('delete.verb')}
      pending={pending}
      error={problem}
      onConfirm={() =>
        run(link, { action: 'rm', path, delfiles: names, rec: true }, (count) => t('delete.done', { count }))
      }
      onClose={() => onClose(false)}
    >
      {t('delete.hint')}
      <Text size="sm" role="status">
        {progress}
      </Text>
    </ConfirmDanger>
  )
}

import { Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { fieldError, isProblem, statusOf } from '../../api/problem'
import { takeMe } from '../../api/session'
import { describe } from '../../kit/error-panel'
import classes from './enrolment.module.css'
import { SetupSteps } from './setup-steps'

const least = 12
const accountFields = ['name', 'email', 'password'] as const

/** First run: account, then group, then the first device on the page for adding devices. */
export function SetupPage() {
  const { t } = useTranslation('setup')
  const navigate = useNavigate()
  const [code] = useState(() => location.hash.slice(1))
  const [step, setStep] = useState(0)
  const [form, setForm] = useState({ name: '', email: '', password: '', groupName: t('group.suggested') })
  const put = (field: keyof typeof form) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget
    setForm((known) => ({ ...known, [field]: value }))
  }
  useEffect(() => {
    document.title = t('title')
  }, [t])

  const setUp = api.useMutation('post', '/api/setup', {
    onSuccess: (me) => {
      if (!me) return
      takeMe(me)
      void navigate({ to: '/devices/add', search: { first: true } })
    },
    onError: (error: unknown) => {
      // The account was judged together with the group: go back to the step that holds the wrong field.
      if (isProblem(error) && accountFields.some((field) => error.errors?.[field])) setStep(0)
    },
  })
  const done = statusOf(setUp.error) === 404
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (step === 0) setStep(1)
    else
      setUp.mutate({
        body: {
          code,
          ...form,
          name: form.name.trim(),
          email: form.email.trim(),
          groupName: form.groupName.trim(),
        },
      })
  }

  return (
    <main className={classes.alone}>
      <Title order={1} ta="center">
        {t('title')}
      </Title>
      <SetupSteps active={step} onStep={step > 0 ? setStep : undefined} />
      <Paper withBorder p="xl">
        {code === '' || done ? (
          <Stack>
            <Text>{done ? t('configured') : t('noCode')}</Text>
            <Link to="/sign-in">{t('signIn')}</Link>
          </Stack>
        ) : (
          <form onSubmit={submit}>
            <Stack gap="md">
              {step === 0 ? (
                <>
                  <TextInput
                    label={t('account.name')}
                    autoComplete="username"
                    value={form.name}
                    onChange={put('name')}
                    error={fieldError(setUp.error, 'name')}
                    required
                    withAsterisk={false}
                    autoFocus
                  />
                  <TextInput
                    label={t('account.email')}
                    type="email"
                    autoComplete="email"
                    value={form.email}
                    onChange={put('email')}
                    error={fieldError(setUp.error, 'email')}
                    required
                    withAsterisk={false}
                  />
                  <PasswordInput
                    label={t('account.password')}
                    description={t('account.passwordHint', { least })}
                    autoComplete="new-password"
                    minLength={least}
                    value={form.password}
                    onChange={put('password')}
                    error={fieldError(setUp.error, 'password')}
                    visibilityToggleButtonProps={{ 'aria-label': t('common:expired.show') }}
                    required
                    withAsterisk={false}
                  />
                </>
              ) : (
                <TextInput
                  label={t('group.name')}
                  description={t('group.hint')}
                  value={form.groupName}
                  onChange={put('groupName')}
                  error={fieldError(setUp.error, 'groupName')}
                  required
                  withAsterisk={false}
                  autoFocus
                />
              )}
              {setUp.error && !(isProblem(setUp.error) && setUp.error.errors) ? (
                <Text c="red" role="alert">
                  {describe(setUp.error, t('common:error.unreachableHint'))}
                </Text>
              ) : null}
              <Button type="submit" loading={setUp.isPending}>
                {step === 0 ? t('continue') : t('create')}
              </Button>
            </Stack>
          </form>
        )}
      </Paper>
    </main>
  )
}

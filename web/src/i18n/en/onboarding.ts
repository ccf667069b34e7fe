/** Words of opening a new business. */
export const onboardingWords = {
  title: 'New business',
  step: (at: number, of: number) => `Step ${at} of ${of}`,
  steps: {
    business: { title: 'Your business', hint: 'What customers and colleagues know it by. Everything can be changed later.' },
    hours: { title: 'Where and when', hint: 'Bookings and opening hours are on the clock of your business.' },
    languages: { title: 'Languages and money', hint: 'What you speak with customers, and what your prices are in.' },
  },
  next: 'Continue',
  back: 'Back',
  create: 'Create the business',
  name: 'Name of the business',
  namePlaceholder: 'Samia Tarot',
  slug: 'Short name in addresses',
  slugHint: (slug: string) => `Your team’s pages are at ${slug}`,
  slugTaken: 'Another business has this short name. Choose a different one.',
  slugWrong: 'Small letters of the Latin alphabet, digits and hyphens, as samia-tarot.',
  industryChoose: 'Choose one',
  industryMissing: 'Choose what comes closest.',
  you: 'Your own name',
  youHint: 'As colleagues and customers see it.',
  zone: 'Time zone',
  zoneHint: (now: string) => `It is ${now} there now.`,
  zoneNothing: 'No zone by that name. Try the next large city.',
  currencyNothing: 'No currency by that name.',
  failed: 'The business could not be created. Nothing is lost: try again.',
  limit: 'You cannot open another business with this account. Ask whoever runs this platform.',
  invalid: 'Something does not fit. Go through the steps once more.',
  doneTitle: (name: string) => `${name} is ready`,
  doneHint:
    'The next step: connect your WhatsApp number, so that messages of customers arrive here. You can do that later as well.',
  connect: 'Connect WhatsApp',
  later: 'Later: go to the inbox',
  invite: 'Invite colleagues',
};

export type OnboardingWords = typeof onboardingWords;

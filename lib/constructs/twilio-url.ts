/** Origin of Twilio's API; its version is part of each path. */
export const twilioUrl = 'https://api.twilio.com';
